"""Which Ticks to believe: a collector's clock may be broken too, and a Tick moves a whole site.

A step of at most `JUMP_S` either way is believed. A larger one is doubted, per
collector, until a minute of that collector's Ticks stands behind it. Then sensors decide: those whose
flows go on at the old time speak against it, those who are at the new time for it. Where they say
nothing, the Ticks themselves are believed, unless another collector's go on at the old time. So a
collector that slept over a weekend costs a minute at most, and one whose clock is wrong moves nothing,
however long it goes on. Held back meanwhile are Ticks, never flows. Deliberately left out: marks and flows.
"""

from msgspec import Struct, field

from schemas.tick import Tick

JUMP_S = 3_600.0
"""How far a step is normal: clocks on NTP differ by seconds, and an hour also bears a wrong daylight-saving rule."""

CONFIRM_S = 60.0
"""A minute of Ticks decides (design section 5, Time)."""

CONFIRM_TICKS = 3
"""The fewest Ticks that make up such a minute: a collector writes six."""

CONFIRM_FLOWS = 3
"""The fewest flows that can be a majority over a stray one and its repeat."""

MAX_HELD = 32
"""Doubted Ticks of one collector that wait; a collector writes six a minute, and more are refused at once."""

MAX_DOUBTED = 64
"""Collectors of one site in doubt at once; a site has one or two, so more are somebody's play with names."""


class Votes(Struct, frozen=True):
    """What flows say of a doubted Tick.

    `agree` and `against` are flows since the last Tick, of sensors near its time and near the site's; `parked`
    are flows held back that are near it, `later` those past it, `beside` those that their sensors had applied
    meanwhile.
    """

    agree: int
    against: int
    parked: int
    beside: int
    later: int = 0


class Doubt(Struct, array_like=True):
    """A collector whose Ticks are doubted. `first` begins the minute that decides; `held` are its Ticks in it.

    `believed` is how many Ticks the site had believed when the minute began.
    """

    collector: str
    first: float
    latest: float
    believed: int
    held: list[float] = field(default_factory=list)
    agree: int = 0
    against: int = 0


class TickTrust:
    """The doubts of one site."""

    def __init__(self) -> None:
        self.doubts: dict[str, Doubt] = {}
        self.believed = 0

    def judge(self, tick: Tick, now: float | None, votes: Votes) -> tuple[bool, list[Tick]]:
        """Whether to believe a Tick, when the site stands at `now`; and the Ticks that are refused by it."""
        if now is None or abs(tick.time - now) <= JUMP_S:
            self.believed += 1
            return True, self._drop(tick.site, self.doubts.pop(tick.collector, None))
        doubt = self.doubts.get(tick.collector)
        refused: list[Tick] = []
        if doubt is not None and abs(tick.time - doubt.latest) > JUMP_S:
            refused = self._drop(tick.site, self.doubts.pop(tick.collector))
            doubt = None
        if doubt is None:
            if len(self.doubts) >= MAX_DOUBTED:
                return False, [*refused, tick]
            doubt = self.doubts[tick.collector] = Doubt(tick.collector, tick.time, tick.time, self.believed)
        doubt.latest = tick.time
        doubt.agree += votes.agree
        doubt.against += votes.against
        if len(doubt.held) >= MAX_HELD:
            return False, [*refused, tick]
        doubt.held.append(tick.time)
        decided = self._decide(doubt, votes)
        if decided:
            self._settle_on(tick.time)
        elif decided is False:
            refused += self._drop(tick.site, doubt)
            self.doubts[tick.collector] = Doubt(tick.collector, tick.time, tick.time, self.believed)
        return bool(decided), refused

    def unopposed(self) -> float | None:
        """The latest time in doubt that no flow has spoken against; None when there is none: for the end of input."""
        return max((doubt.latest for doubt in self.doubts.values() if not doubt.against), default=None)

    def _decide(self, doubt: Doubt, votes: Votes) -> bool | None:
        """True: believe; False: refuse; None: wait."""
        # What stands past a time says that this time has been, unless flows go on at the old one: in a sparse log
        # each flow is hours from the next, so that no two of them are near the same Tick.
        parked = votes.parked + (0 if votes.against else votes.later)
        if parked >= CONFIRM_FLOWS and parked > votes.beside:
            return True
        if doubt.latest - doubt.first < CONFIRM_S or len(doubt.held) < CONFIRM_TICKS:
            return None
        if doubt.agree > doubt.against:
            return True
        return doubt.against < CONFIRM_FLOWS and self.believed == doubt.believed

    def _settle_on(self, time: float) -> None:
        """Believe this time: whoever else stands there was right too."""
        self.believed += 1
        self.doubts = {name: doubt for name, doubt in self.doubts.items() if abs(doubt.latest - time) > JUMP_S}

    def _drop(self, site: str, doubt: Doubt | None) -> list[Tick]:
        return [] if doubt is None else [Tick(site, doubt.collector, time) for time in doubt.held]
