"""The server of the way back, on a thread and a loop of its own: detection neither waits for it nor ends with it."""

import asyncio
import logging
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor

from streams.listener.connections import BACKLOG, REQUEST_S, Answer, Connections

_log = logging.getLogger(__name__)


class ListenerServer:
    """Serves `answer` on a socket that is bound already, from `start` to `close`. `tls` None: plain HTTP."""

    def __init__(
        self,
        bound: socket.socket,
        answer: Answer,
        *,
        tls: ssl.SSLContext | None = None,
        request_s: float = REQUEST_S,
    ) -> None:
        self._socket = bound
        bound.settimeout(0.0)
        self._answer = answer
        self._tls = tls
        self._request_s = request_s
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        # One thread: the reader of the state is no more than one's, and so it takes one core's part at most.
        self._work = ThreadPoolExecutor(1, thread_name_prefix="listener-work")
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    @property
    def url(self) -> str:
        """Where it is reached, with the port that was taken."""
        host, port = self._socket.getsockname()[:2]
        return f"{'http' if self._tls is None else 'https'}://{f'[{host}]' if ':' in host else host}:{port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        _log.info("verdicts are taken at %s/v1/verdicts", self.url)

    def close(self) -> None:
        """Answer no more."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(self._request_s)
        elif not self._loop.is_closed():
            self._loop.close()
        self._socket.close()
        self._work.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException:  # noqa: BLE001 - whatever ends it, detection goes on
            _log.exception("the listener has ended; verdicts are not taken any more")
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        connections = Connections(self._answer, self._work, tls=self._tls, request_s=self._request_s)
        await connections.serve(self._socket, self._stop)


def listening(address: str, port: int) -> socket.socket:
    """A socket bound there. Raises OSError with the address in its text."""
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((address, port), family=family, backlog=BACKLOG)
    except OSError as error:
        msg = f"{address}:{port}: {error.strerror or error}; give [listener] address and port that are free"
        raise OSError(msg) from error


def server_tls(cert_file: str, key_file: str | None) -> ssl.SSLContext:
    """TLS 1.2 or newer with our certificate. Raises OSError with the file's name."""
    for path in filter(None, (cert_file, key_file)):
        with open(path, "rb"):  # noqa: PTH123 - opened to be told by name where it can't be
            pass
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert_file, key_file)
    except ssl.SSLError as error:
        msg = f"{cert_file}: no certificate and key that fit: {error.reason or error}"
        raise OSError(msg) from error
    return context
