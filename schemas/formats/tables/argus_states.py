"""What Argus' `State` and `Dir` say: how a flow went, and who began it (ra(1))."""

from functools import lru_cache

from msgspec import Struct

from schemas.flow import ConnectionState, Direction

ICMP_TYPES: dict[str, int] = {"ECO": 8, "ECR": 0, "SRC": 4, "RED": 5, "TXD": 11, "PAR": 12, "TST": 13, "TSR": 14}
ICMP_TYPES |= {"IRQ": 15, "IRR": 16, "MAS": 17, "MSR": 18, "URN": 3, "URH": 3, "URP": 3, "URF": 3, "URS": 3, "URO": 3}
"""ICMP's types by the states of ra(1), for rows without the type in their port."""

_WORDS: dict[str, ConnectionState] = {
    "REQ": "attempted",
    "INT": "attempted",
    "ACC": "established",
    "CON": "established",
    "EST": "established",
    "FIN": "established",
    "CLO": "established",
    "TIM": "unknown",
    "RST": "reset",
    "S0": "attempted",
}

_TCP_LETTERS = frozenset("FSRPAUECN")


class Meaning(Struct, frozen=True, gc=False):
    """`turned` says that the destination began, and not the source."""

    state: ConnectionState
    direction: Direction
    turned: bool


@lru_cache(maxsize=8_192)
def meaning(transport: str, way: str, state: str, answered: bool) -> Meaning:  # noqa: FBT001 - a key of the cache
    """How a flow went, how sure Argus is of who began, and whether its two ends are to be exchanged.

    `state` is a word of ra(1) or, for TCP, the flags of the source and of the destination (`SRPA_SA`); `way` is `Dir`.
    Of TCP `Dir` points from who began to the other; a `?` in it says that Argus does not know. Of all others it says
    who sent, and the first packet's sender is the source.
    """
    unsure = "?" in way or not way
    if transport != "tcp":
        word = _WORDS.get(state, "unknown")
        if word in {"attempted", "unknown"} and answered:
            word = "established"
        return Meaning(word, "unsure" if unsure else "certain", turned=False)
    turned = not unsure and "<" in way and ">" not in way
    mine, underscore, theirs = state.partition("_")
    if underscore and set(mine + theirs) <= _TCP_LETTERS:
        if turned:
            mine, theirs = theirs, mine
        handshake = "S" in mine or "S" in theirs
        sure: Direction = "unsure" if unsure or not handshake else "flipped" if turned else "certain"
        return Meaning(_by_flags(mine, theirs), sure, turned)
    word = _WORDS.get(state, "unknown")
    if word == "attempted" and answered:
        word = "established"
    return Meaning(word, "unsure" if unsure else "flipped" if turned else "certain", turned)


def _by_flags(mine: str, theirs: str) -> ConnectionState:
    """By the flags of who began and of the other end, in Argus' letters."""
    if not theirs:
        # An ACK answers something, though nothing of it was seen.
        if "A" in mine:
            return "reset" if "R" in mine else "established"
        return "attempted" if "S" in mine else "unknown"
    if "R" in theirs and "S" not in theirs and "A" not in mine:
        return "rejected"
    if "R" in mine or "R" in theirs:
        return "reset"
    return "established"
