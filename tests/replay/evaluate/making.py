"""Short ways to a truth's items and to what was raised."""

from typing import Any

from replay.evaluate.raised import Raised
from replay.simulate.truth import Truth, TruthItem

DAY_S = 86_400.0
LEARNT = 10 * DAY_S
"""1970-01-11: when learning ends in these tests."""


def planted(name: str = "a", start: float = LEARNT + 100.0, **fields: Any) -> TruthItem:
    filled: dict[str, Any] = {
        "kind": "level-skip",
        "expected": "alert",
        "initiator_ip": "10.0.0.1",
        "responder_ips": ("10.2.0.1",),
        "service": "modbus",
        "end": start + 50.0,
        "description": "",
    }
    return TruthItem(name=name, start=start, **(filled | fields))


def raised(ends: tuple[str, str] | str = ("10.0.0.1", "10.2.0.1"), at: float = LEARNT + 110.0, **fields: Any) -> Raised:
    """An alert on a pair, or on one end by itself."""
    pairs = frozenset() if isinstance(ends, str) else frozenset({ends})
    filled: dict[str, Any] = {
        "id": f"{ends}@{at}",
        "kind": "level-skip",
        "score": 50.0,
        "first_seen": at,
        "last_seen": at,
        "told": at,
        "ends": frozenset({ends} if isinstance(ends, str) else ends),
        "edge": str(ends),
    }
    return Raised(pairs=pairs, **(filled | fields))


def truth(*items: TruthItem, days: float = 4.0) -> Truth:
    end = 10 + int(days)
    return Truth(
        site="s", seed=1, learn_until="1970-01-11T00:00:00Z", items=items, end=f"1970-01-{1 + end:02d}T00:00:00Z"
    )
