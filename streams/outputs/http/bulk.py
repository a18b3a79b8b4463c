"""The bulk interface of Elasticsearch and OpenSearch: many documents a request, each with an answer of its own.

Documents are created, never changed, so they fit a data stream. Their id is the alert with its revision: one sent again
is answered with 409, which says that it is there. An item that the cluster is too busy for is sent again alone; one
that no mapping takes is refused for good.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from streams.outputs.http.posting import Answer, Barred, Posting, without
from streams.outputs.http.splunk import requests
from streams.outputs.refused import Refuse
from streams.outputs.sink import NotTaken, Outgoing, TryLater

REQUEST_BYTES = 5_000_000
"""As Elastic advises for a bulk request: a few megabytes."""

_TAKEN = frozenset({200, 201, 409})
_LATER = frozenset({429, 500, 502, 503, 504})
_REFUSED = frozenset({400, 413, 422})


class _Error(Struct):
    type: str = ""
    reason: str = ""


class _Item(Struct):
    status: int
    error: _Error | None = None


class _Answered(Struct):
    items: list[dict[str, _Item]]


class Bulk:
    """Creates documents in `index`, a data stream or an index, of the cluster at `base`."""

    def __init__(self, posting: Posting, base: str, index: str, refuse: Refuse, *, headers: Mapping[str, str]) -> None:
        self._posting = posting
        self._url = f"{base.rstrip('/')}/_bulk"
        self._index = index
        self._refuse = refuse
        self._headers = {"content-type": "application/x-ndjson", **headers}

    def open(self, length: int | None) -> None:
        """Nothing is asked of the cluster before there is an alert."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Create them all. Raises as `Posting.post`, and TryLater where the cluster had no time for some."""
        taken = 0
        for request in requests(outgoing, REQUEST_BYTES):
            try:
                self._created(request)
            except NotTaken as error:
                error.taken = taken
                raise
            taken += len(request)
        return 0

    def close(self) -> None:
        """Close the connection."""
        self._posting.close()

    def _created(self, request: Sequence[Outgoing]) -> None:
        answer = self._posting.post(self._url, b"".join(self._lines(one) for one in request), self._headers)
        if answer.status in _REFUSED and len(request) > 1:
            half = len(request) // 2
            self._created(request[:half])
            self._created(request[half:])
            return
        if answer.status in _REFUSED:
            self._refuse(request[0], answer.said)
            return
        self._judge(request, answer)

    def _judge(self, request: Sequence[Outgoing], answer: Answer) -> None:
        """What became of each. Those refused are handed on only where the others need not be sent again."""
        try:
            items = [one for each in msgspec.json.decode(answer.content, type=_Answered).items for one in each.values()]
        except msgspec.MsgspecError as error:
            raise Barred(0, f"no answer of a bulk request: {answer.said}", self._posting.where) from error
        busy = [item for item in items if item.status in _LATER]
        barred = [item for item in items if item.status not in _TAKEN | _LATER | _REFUSED]
        if barred:
            raise Barred(0, self._said(barred[0]), self._posting.where)
        if busy or len(items) != len(request):
            why = self._said(busy[0]) if busy else answer.said
            msg = f"{len(busy) or len(request)} of {len(request)} not taken: {why}"
            raise TryLater(0, msg, self._posting.where)
        for one, item in zip(request, items, strict=True):
            if item.status in _REFUSED:
                self._refuse(one, self._said(item))

    def _lines(self, one: Outgoing) -> bytes:
        action = {"create": {"_index": self._index, "_id": f"{one.alert.id}-{one.alert.revision}"}}
        return msgspec.json.encode(action) + b"\n" + one.body + b"\n"

    def _said(self, item: _Item) -> str:
        said = f"{item.status} {item.error.type}: {item.error.reason}" if item.error is not None else str(item.status)
        return without(said, self._posting.hidden)
