"""Splunk's HTTP Event Collector: many events a request, with the indexers' acknowledgement where it is on.

Source: Splunk's HEC reference. Without acknowledgement 200 says that the collector took them, not that they lie in an
index. With it each request gets a number, which is asked for until it is true; what is not acknowledged in time is sent
again. An event that is refused is named by its number: those before it were taken.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

import msgspec
from msgspec import Struct

from streams.outputs.http.posting import Answer, Barred, Posting
from streams.outputs.refused import Refuse
from streams.outputs.sink import Outgoing, TryLater

EVENTS = "/services/collector/event"
ACKNOWLEDGEMENTS = "/services/collector/ack"

REQUEST_BYTES = 900_000
"""Below 1 MB, which Splunk Cloud takes of a request (`max_content_length` of an own one is larger)."""

BARRED_CODES = frozenset({7, 10, 11, 14, 16})
"""Of answers 400 that concern the token, not an event: wrong index, no channel, a wrong one, no acknowledgement here,
no token in the query. A person must mend it, and no alert is refused for it."""

ASKED_EACH_S = 1.0
ACKNOWLEDGED_WITHIN_S = 120.0
"""Splunk forgets what is not asked for after some minutes; past this the request counts as not taken."""


class _Said(Struct):
    code: int = 0
    text: str = ""
    ack_id: int | None = msgspec.field(default=None, name="ackId")
    invalid_event: int | None = msgspec.field(default=None, name="invalid-event-number")


class _Acknowledged(Struct):
    acks: dict[str, bool]


class SplunkCollector:
    """Posts events to the collector at `base`, such as `https://splunk.example:8088`."""

    def __init__(  # noqa: PLR0913 - what it is made of, by name
        self,
        posting: Posting,
        base: str,
        refuse: Refuse,
        *,
        headers: Mapping[str, str],
        acknowledged: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._posting = posting
        self._base = base.rstrip("/")
        self._refuse = refuse
        self._headers = dict(headers)
        self._acknowledged = acknowledged
        if acknowledged:
            self._headers["x-splunk-request-channel"] = str(uuid4())
        self._monotonic = monotonic
        self._wait = wait

    def open(self, length: int | None) -> None:
        """Nothing is asked of the collector before there is an alert."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Post them in requests that fit, and wait until each is acknowledged. Raises as `Posting.post`."""
        waiting: set[int] = set()
        for request in requests(outgoing, REQUEST_BYTES):
            waiting |= self._posted(request)
        self._await(waiting)
        return 0

    def close(self) -> None:
        """Close the connection."""
        self._posting.close()

    def _posted(self, events: Sequence[Outgoing]) -> set[int]:
        """The numbers to be asked for. What is refused goes to `refuse`, and what follows it is posted again."""
        if not events:
            return set()
        answer = self._posting.post(self._base + EVENTS, b"\n".join(one.body for one in events), self._headers)
        said = _read(answer)
        if answer.status == 200:
            return set() if said.ack_id is None else {said.ack_id}
        if said.code in BARRED_CODES:
            raise Barred(0, answer.said, self._posting.where)
        if answer.status == 413 and len(events) > 1:
            half = len(events) // 2
            return self._posted(events[:half]) | self._posted(events[half:])
        wrong = said.invalid_event
        if wrong is None or not 0 <= wrong < len(events):
            # It names no event: one by one, so that a good one is not refused with a bad one.
            if len(events) > 1:
                return {number for one in events for number in self._posted([one])}
            wrong = 0
        self._refuse(events[wrong], answer.said)
        return self._posted(events[wrong + 1 :])

    def _await(self, waiting: set[int]) -> None:
        """Ask until all is acknowledged. Raises TryLater where it takes too long."""
        if not self._acknowledged:
            return
        deadline = self._monotonic() + ACKNOWLEDGED_WITHIN_S
        while waiting:
            asked = msgspec.json.encode({"acks": sorted(waiting)})
            answer = self._posting.post(self._base + ACKNOWLEDGEMENTS, asked, self._headers)
            try:
                acks = msgspec.json.decode(answer.content, type=_Acknowledged).acks
            except msgspec.MsgspecError:
                acks = {}
            waiting -= {int(number) for number, done in acks.items() if done and number.isdigit()}
            if waiting and self._monotonic() > deadline:
                msg = f"{len(waiting)} requests were not acknowledged within {ACKNOWLEDGED_WITHIN_S:.0f} s"
                raise TryLater(0, msg, self._posting.where)
            if waiting:
                self._wait(ASKED_EACH_S)


def requests(outgoing: Sequence[Outgoing], most_bytes: int) -> list[list[Outgoing]]:
    """Cut into runs whose bodies fit together; one that is larger alone is a run of its own."""
    runs: list[list[Outgoing]] = []
    size = 0
    for one in outgoing:
        if not runs or size + len(one.body) > most_bytes:
            runs.append([])
            size = 0
        runs[-1].append(one)
        size += len(one.body) + 1
    return runs


def _read(answer: Answer) -> _Said:
    try:
        return msgspec.json.decode(answer.content, type=_Said)
    except msgspec.MsgspecError:
        return _Said()
