"""A small HTTP server that answers as it is told, and keeps what it was asked."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from msgspec import Struct


class Asked(Struct, frozen=True):
    """One request. The names of its headers are in small letters."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(Struct, frozen=True):
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}


class Hangup(Exception):
    """Raised by an answer: the connection ends without one."""


class Quiet(ThreadingHTTPServer):
    """Says nothing of clients that hang up, or that refuse its certificate."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing."""


class Answering:
    """What was asked, oldest first, and the answer to the next."""

    def __init__(self, url: str, answer: Callable[[Asked], Reply]) -> None:
        self.url = url
        self.answer = answer
        self.asked: list[Asked] = []
        self._lock = threading.Lock()

    def take(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            return self.answer(asked)


@contextmanager
def answering(
    answer: Callable[[Asked], Reply] = lambda _asked: Reply(), tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Answering]:
    """A server on a port of this host, 0: a free one. An answer that raises ends the connection without one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                headers = {key.lower(): value for key, value in self.headers.items()}
                reply = told.take(Asked(self.path, headers, body))
            except Hangup:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def do_HEAD(self) -> None:
            self.send_response(405)
            self.send_header("content-length", "0")
            self.end_headers()

        do_PUT = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = Quiet(("127.0.0.1", port), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme, host = ("http", "127.0.0.1") if tls is None else ("https", "localhost")
    told = Answering(f"{scheme}://{host}:{server.server_port}", answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
