"""Expected paths as tests make them."""

from models.baseline.asset import Asset, new_asset
from models.baseline.path import Path
from models.findings.expected.records import Expected, ExpectedPath
from models.findings.expected.usual_pauses import HOURS
from tests.models import builders as b

SINCE = b.MONDAY
NOW = b.after(10)


def asset(name: str, zone: str | None = "cell") -> Asset:
    made = new_asset(f"ip:{name}", "", SINCE)
    made.record.name, made.zone, made.side = name, zone, "ot"
    return made


def path(initiator: Asset, responder: Asset, last: float = NOW, service: str = "modbus", hours: int = 240) -> Path:
    return Path(
        initiator.id, responder.id, service, 0, SINCE, last, 0.0, initiator, responder,
        hours=hours, days=10, answered=True, gap_s=60.0, flows_before=60 * hours,
    )  # fmt: skip


def expected(one: Path, *, silence: str | None = None) -> Expected:
    """One that never paused for longer than five minutes; it pauses where it said nothing for so long by `NOW`."""
    paused = one.last_seen if NOW - one.last_seen > 300.0 else None
    kept = ExpectedPath("zeek", SINCE, b"\x01" * HOURS, paused, paused or 0.0, silence)
    return Expected("|".join(one.key), one, kept)
