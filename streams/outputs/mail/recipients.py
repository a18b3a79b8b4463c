"""Who has which alert already, where a mail reached some recipients and the server put others off (4xx).

Those are tried again without mailing the others twice. One who is put off for too long is not waited for any more,
until a mail reaches him: a mailbox that is full must not silence everybody else.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from streams.outputs.sink import Outgoing

WAIT_S = 600.0
"""Convention: grey-listing puts a sender off for five minutes as a rule (Postgrey's default); twice that."""

MOST_KEPT = 10_000
"""Alerts whose recipients are remembered; more than any batch holds."""


class Recipients:
    """All recipients of an output. In memory: after a restart everybody gets again what one of them lacked."""

    def __init__(self, everybody: Sequence[str], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._everybody = tuple(dict.fromkeys(everybody))
        self._monotonic = monotonic
        self._done: dict[tuple[str, int], frozenset[str]] = {}
        self._since_s: dict[str, float] = {}
        """Since when each is put off."""

    def mails(self, outgoing: Sequence[Outgoing]) -> Iterator[tuple[list[Outgoing], list[str]]]:
        """The alerts in their order, as mails: each with those who lack all of it."""
        for done, run in groupby(outgoing, key=self._done_of):
            yield list(run), [one for one in self._everybody if one not in done]

    def somebody_has(self, mail: Sequence[Outgoing]) -> bool:
        """Whether it went to anybody before."""
        return bool(self._done_of(mail[0]))

    def reached(self, recipients: Iterable[str]) -> None:
        """They got a mail."""
        for one in recipients:
            self._since_s.pop(one, None)

    def waited_for(self, put_off: Iterable[str]) -> list[str]:
        """Those of the ones put off who are worth a wait still."""
        now = self._monotonic()
        return [one for one in put_off if now - self._since_s.setdefault(one, now) < WAIT_S]

    def lacks(self, mail: Sequence[Outgoing], recipients: Sequence[str]) -> None:
        """These alone lack the mail; nobody: it is done with."""
        for outgoing in mail:
            self._done.pop(_key(outgoing), None)
            if recipients:
                self._done[_key(outgoing)] = frozenset(self._everybody) - frozenset(recipients)
        while len(self._done) > MOST_KEPT:
            del self._done[next(iter(self._done))]

    def _done_of(self, outgoing: Outgoing) -> frozenset[str]:
        return self._done.get(_key(outgoing), frozenset())


def _key(outgoing: Outgoing) -> tuple[str, int]:
    return outgoing.alert.id, outgoing.alert.revision
