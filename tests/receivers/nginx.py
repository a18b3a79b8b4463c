"""A real nginx in front of a receiver: it wants a client's certificate and a token, and takes requests up to a size."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.receivers.certificates import Certificates
from tests.receivers.programs import Served, debian
from tests.receivers.rsyslog import free_port

MOST_BYTES = 20_000

_CONFIGURATION = """
daemon off;
user root;
pid {folder}/pid;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size {most};
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {server};
    ssl_certificate_key {server_key};
    ssl_client_certificate {authority};
    ssl_verify_client on;
    location / {{
      if ($http_authorization != "{authorization}") {{ return 403 '{{"text":"Invalid token","code":4}}'; }}
      proxy_pass {upstream};
    }}
  }}
}}
"""


@contextmanager
def in_front(upstream: str, authorization: str, folder: Path, certificates: Certificates) -> Iterator[str]:
    """HOST:PORT of a proxy before the server at `upstream`, for who shows its certificate and this header."""
    program, port = debian("nginx"), free_port()
    (folder / "nginx.conf").write_text(
        _CONFIGURATION.format(
            folder=folder, port=port, upstream=upstream, authorization=authorization, most=MOST_BYTES,
            authority=certificates.authority, server=certificates.server, server_key=certificates.server_key,
        )
    )  # fmt: skip
    served = Served(program, ["-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"], folder, (port,))
    try:
        yield f"localhost:{port}"
    finally:
        served.stop()
