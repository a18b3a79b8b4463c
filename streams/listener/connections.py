"""The connections of the way back: one request each, and seconds for it, however a client spends them.

There are a few at a time, and fewer of one address, so that who is slow holds up nobody for long. aiohttp reads
HTTP; it is imported here alone.
"""

import asyncio
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from streams.listener.request import Reply, Request

_log = logging.getLogger(__name__)

MOST_BODY_BYTES = 65_536
"""Ten times the longest word; what Slack and Jira post of one message or issue is some 10 kB."""

MOST_LINE_BYTES = 4_096
"""Of the request's first line and of a header; aiohttp takes 128 of those."""

REQUEST_S = 10.0
"""How long a client may take for TLS and its whole request."""

ANSWER_S = 60.0
"""How long an answer may take from then on: Kafka may have to be read first."""

AT_ONCE = 64
AT_ONCE_OF_ONE = 16
"""Connections at a time, and those of one address. Conventions: a SIEM posts with a handful."""

BACKLOG = 64

Answer = Callable[[Request], Reply]


class Connections:
    """The connections of a server; lives on its loop alone. `answer` is called by `work`, and may block."""

    def __init__(
        self, answer: Answer, work: Executor, *, tls: ssl.SSLContext | None, request_s: float = REQUEST_S
    ) -> None:
        self._answer = answer
        self._work = work
        self._tls = tls
        self._request_s = request_s
        self._loop = asyncio.get_running_loop()
        self._here: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone: dict[RequestHandler, asyncio.Event] = {}
        self._limits: dict[RequestHandler, asyncio.Timeout] = {}

    async def serve(self, bound: socket.socket, stop: asyncio.Event) -> None:
        """Take connections until `stop` is set. The socket does not block."""
        bound.listen(BACKLOG)
        http = _Http(
            self._handle, self, access_log=None, logger=_log.getChild("http"), max_line_size=MOST_LINE_BYTES,
            max_field_size=MOST_LINE_BYTES, auto_decompress=False, lingering_time=0.0,
        )  # fmt: skip
        stopped = self._loop.create_task(stop.wait())
        while not stopped.done():
            accepting = self._loop.create_task(self._loop.sock_accept(bound))
            await asyncio.wait({stopped, accepting}, return_when=asyncio.FIRST_COMPLETED)
            if not accepting.done():
                accepting.cancel()
                await asyncio.wait({accepting})
                break
            await self._accepted(accepting, http)
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _accepted(self, accepting: "asyncio.Task[tuple[socket.socket, tuple[str, int]]]", http: "_Http") -> None:
        try:
            taken, address = accepting.result()
        except OSError as error:
            # No file descriptors are left, or the client went: neither is helped by trying at once.
            _log.debug("no connection was taken: %s", error)
            await asyncio.sleep(0.1)
            return
        peer = str(address[0])
        if self._here.total() >= AT_ONCE or self._here[peer] >= AT_ONCE_OF_ONE:
            taken.close()
            return
        self._here[peer] += 1
        task = self._loop.create_task(self._connected(taken, peer, http))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, taken: socket.socket, peer: str, http: "_Http") -> None:
        """One connection, for as long as it may last."""
        transport: asyncio.BaseTransport | None = None
        protocol = http()
        gone = self._gone[protocol] = asyncio.Event()
        limit_s, tls = self._request_s, self._tls
        try:
            async with asyncio.timeout(limit_s) as limit:
                self._limits[protocol] = limit
                transport, _ = await self._loop.connect_accepted_socket(
                    lambda: protocol, taken, ssl=tls, ssl_handshake_timeout=None if tls is None else limit_s
                )
                await gone.wait()
        except (TimeoutError, OSError) as error:
            _log.debug("a connection of %s came to nothing: %s", peer, error)
        finally:
            if isinstance(transport, asyncio.Transport):
                transport.abort()
            taken.close()
            del self._gone[protocol], self._limits[protocol]
            self._here[peer] -= 1
            if not self._here[peer]:
                del self._here[peer]

    def gone(self, protocol: RequestHandler) -> None:
        """A connection has ended."""
        event = self._gone.get(protocol)
        if event is not None:
            event.set()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        reply = await self._reply(request)
        headers = {"Cache-Control": "no-store", "Server": "weir"}
        if reply.retry_after_s is not None:
            headers["Retry-After"] = str(reply.retry_after_s)
        if reply.status == 405:
            headers["Allow"] = "POST"
        answer = web.Response(status=reply.status, body=reply.body, headers=headers)
        if reply.body:
            answer.content_type = reply.content_type
        answer.force_close()
        return answer

    async def _reply(self, request: web.BaseRequest) -> Reply:
        if request.method != "POST":
            return _said(405, "POST only")
        if request.headers.get("Content-Encoding", "identity") != "identity":
            return _said(415, "a body is taken as it is, not packed")
        if (request.content_length or 0) > MOST_BODY_BYTES:
            return _said(413, f"a body has {MOST_BODY_BYTES:,} bytes at most")
        body = bytearray()
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > MOST_BODY_BYTES:
                return _said(413, f"a body has {MOST_BODY_BYTES:,} bytes at most")
        limit = self._limits.get(request.protocol)
        if limit is not None:
            limit.reschedule(self._loop.time() + ANSWER_S)
        asked = Request(
            path=request.path, headers={name.lower(): value for name, value in request.headers.items()},
            body=bytes(body), peer=request.remote or "",
        )  # fmt: skip
        return await self._loop.run_in_executor(self._work, self._answer, asked)


class _Http(web.Server):
    """Makes the protocol of each connection, and tells when one has ended."""

    def __init__(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        connections: Connections,
        **options: object,
    ) -> None:
        super().__init__(handler, **options)  # type: ignore[arg-type]  # any awaitable is waited for
        self._ours = connections

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """See `web.Server`."""
        super().connection_lost(handler, exc)
        self._ours.gone(handler)


def _said(status: int, why: str) -> Reply:
    return Reply(status, b'{"error":"%s"}\n' % why.encode())
