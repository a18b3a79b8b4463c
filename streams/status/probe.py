"""Asks a `StatusServer` from another process: what `weir health` does."""

import http.client

import msgspec

from streams.status.health import Answer
from streams.status.server import NotListening, address_of

ANSWER_S = 5.0
"""How long an answer is waited for: the page is a hundred bytes from the same machine."""

MAX_BYTES = 4_096

MAX_PAGE_BYTES = 16 * 1024 * 1024
"""/metrics of 1,000 sites are some 5 MB."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened on here, but asked at
"""Where one who listens on all addresses is asked."""


def probe(listen: str, page: str) -> Answer:
    """The answer of who listens on `listen`; not ok when nobody does. Raises NotListening where that is no address."""
    host, port = address_of(listen)
    connection = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=ANSWER_S)
    try:
        connection.request("GET", page)
        return msgspec.json.decode(connection.getresponse().read(MAX_BYTES), type=Answer)
    except (OSError, http.client.HTTPException, msgspec.MsgspecError) as error:
        return Answer(ok=False, heartbeat_age_s=0.0, reason=f"no answer: {error}")
    finally:
        connection.close()


def fetch(listen: str, page: str) -> str | None:
    """A page as text, whatever its code; None when nobody answers there, or that is no address."""
    try:
        host, port = address_of(listen)
    except NotListening:
        return None
    connection = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=ANSWER_S)
    try:
        connection.request("GET", page)
        return connection.getresponse().read(MAX_PAGE_BYTES).decode("utf-8", errors="replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
