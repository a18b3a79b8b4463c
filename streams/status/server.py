"""The small HTTP server for probes and Prometheus: three pages, GET only, on a thread of its own.

The server only reads, answers nothing but its pages, and can neither hold up nor end the
shell it belongs to: a request has seconds, and a few at a time are answered. Absent on purpose:
authentication and TLS; it listens where the settings say, and nowhere unless they say so.
"""

import logging
import socket
import socketserver
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import msgspec

from streams.status.health import Answer, Health
from streams.status.metrics import CONTENT_TYPE, Metrics

_log = logging.getLogger(__name__)

REQUEST_S = 5.0
"""How long a client may take to ask and to listen. Prometheus' own time-out is 10 s."""

AT_ONCE = 8
"""Requests answered at the same time: a Prometheus or two and the probes; others are turned away."""

_TEXT, _JSON = "text/plain; charset=utf-8", "application/json"


class NotListening(Exception):
    """The address can't be listened on; says what to do."""


_Request = socket.socket | tuple[bytes, socket.socket]
"""As socketserver types it; here always a socket."""


class Page(msgspec.Struct, frozen=True):
    """What a request is answered with."""

    code: HTTPStatus
    content_type: str
    body: bytes


class StatusServer:
    """Serves `metrics` and `health` on `listen` (`HOST:PORT`) from `start` to `close`. Raises NotListening."""

    def __init__(self, listen: str, metrics: Metrics, health: Health) -> None:
        pages: dict[str, Callable[[], Page]] = {
            "/metrics": lambda: Page(HTTPStatus.OK, CONTENT_TYPE, metrics.render()),
            "/healthz": lambda: _answered(health.alive()),
            "/readyz": lambda: _answered(health.able()),
        }
        host, port = address_of(listen)
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
            self._server = _Server(family, (host, port), pages)
        except OSError as error:
            msg = f"{listen}: {error.strerror or error}; give [metrics] listen (WEIR_METRICS_LISTEN) a free address"
            raise NotListening(msg) from error
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True, name="status")

    @property
    def url(self) -> str:
        """Where it is reached, with the port that was taken."""
        host, port = self._server.server_address[:2]
        host = host.decode() if isinstance(host, bytes | bytearray) else host
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        _log.info("metrics and health are at %s", self.url)

    def close(self) -> None:
        """Answer no more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def address_of(listen: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT` or `[IPV6]:PORT`. Raises NotListening for a port that is none."""
    host, _, port = listen.rpartition(":")
    if not port.isdecimal() or int(port) > 65_535:
        msg = f"{listen}: no HOST:PORT with a port up to 65535"
        raise NotListening(msg)
    return host.removeprefix("[").removesuffix("]"), int(port)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, family: int, address: tuple[str, int], pages: dict[str, Callable[[], Page]]) -> None:
        self.address_family = family
        self.pages = pages
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without http.server's look-up of the machine's own name, which can wait for a resolver."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "weir", self.server_address[1]

    def process_request(self, request: _Request, client_address: object) -> None:
        """Answer on a thread, unless too many are being answered."""
        if not self._turns.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: _Request, client_address: object) -> None:
        """Answer one request, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._turns.release()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """A client that went away is no news."""
        _log.debug("a request from %s was not answered", client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    timeout = REQUEST_S
    server_version = "weir"

    def parse_request(self) -> bool:
        """Refuse whatever is no GET, before anything is made of it."""
        if not super().parse_request():
            return False
        if self.command != "GET":
            self._send(Page(HTTPStatus.METHOD_NOT_ALLOWED, _TEXT, b"GET only\n"))
            return False
        return True

    def do_GET(self) -> None:
        page = cast("_Server", self.server).pages.get(self.path.partition("?")[0])
        if page is None:
            self._send(Page(HTTPStatus.NOT_FOUND, _TEXT, b"there are /metrics, /healthz and /readyz\n"))
        else:
            self._send(page())

    def version_string(self) -> str:
        """Without the version of Python."""
        return self.server_version

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's word
        """A scrape is no news."""
        _log.debug(format, *args)

    def _send(self, page: Page) -> None:
        self.send_response(page.code)
        if page.code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)


def _answered(answer: Answer) -> Page:
    code = HTTPStatus.OK if answer.ok else HTTPStatus.SERVICE_UNAVAILABLE
    return Page(code, _JSON, msgspec.json.encode(answer) + b"\n")
