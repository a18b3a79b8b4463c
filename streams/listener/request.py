"""A request and its answer, without the library that carries them."""

from collections.abc import Mapping

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True):
    """A POST. The names of `headers` are in small letters; `peer` is the address that it came from."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    peer: str


class Reply(Struct, frozen=True):
    """What it is answered with."""

    status: int
    body: bytes
    content_type: str = "application/json"
    retry_after_s: int | None = None
