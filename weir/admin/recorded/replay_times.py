"""The times of a replay: until when all is learnt, and what is taken at all."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from replay.given.span import Span
from weir.times import parse_moment, parse_span


class Times(Struct, frozen=True):
    """The times of a replay as the command line has them; None: not given."""

    learn_until: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def learning(self) -> Callable[[float], float] | None:
        """Given the time of the first flow, up to when all is learnt, seconds UTC; None: as the settings say."""
        return None if self.learn_until is None else partial(parse_moment, self.learn_until)

    @property
    def span(self) -> Callable[[float], Span] | None:
        """Given the time of the first flow, from when to when flows are taken; None: all are."""
        spanned = self.since is not None or self.until is not None
        return partial(parse_span, self.since, self.until) if spanned else None
