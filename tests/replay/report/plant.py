"""What a small plant has stored: two weeks of work, a conduit, an inventory, and alerts on the day after."""

from collections.abc import Sequence
from functools import cache

import msgspec

from models.settings import CoreSettings
from replay.report.data import ChangedSetting, Origin, ReadRows, Report
from replay.report.gather import Stored, gather
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter, dead
from tests.models import builders as b

HOSTILE = "</script><img src=x onerror=alert(1)> & \"'\u2028\x1b[31m\x1f"
"""A name that is out to become markup, to end a script, or to colour a terminal."""

CORE = CoreSettings(time_zone="Europe/Zurich")

DECLARED = (
    b.conduit("dmz", "control", "rdp", "opc-ua"),
    b.asset("plc-1", b.PLC, name="Press 1", role="plc", criticality=5, owner="ops"),
    b.asset("plc-9", "10.9.0.99", name="Press 9", role="plc"),
    b.asset("ws-1", b.OFFICE, name=HOSTILE, role=HOSTILE, owner=HOSTILE),
)

ORIGIN = Origin(
    command="weir report report.html",
    weir="0.1.0",
    state_version=1,
    river="0.26.0",
    python="3.11.0",
    settings=(ChangedSetting(section="site", key="name", value='"<b>"', place="weir.toml:2"),),
)

READ = ReadRows(
    rows=10, flows=8, others=0, repeats=1, refused=1, other_logs=0, refused_crossings=1,
    left_out=("dns.log: no flows",), warnings=(f"1 row refused {HOSTILE}",),
)  # fmt: skip


@cache
def _day_after() -> tuple[Sequence[Alert], Stored]:
    pipeline = b.learnt_plant()
    later = b.after()
    events: list[b.Event] = [
        *DECLARED,
        *b.hour_of_work(later),
        b.crossing(later + 60.0),
        b.flow(later + 90.0, b.INTERNET, b.PLC2, 502, service="modbus"),
        *(b.flow(later + 100.0 + hour, b.OTHER_OFFICE, b.JUMP, 443, service=HOSTILE) for hour in range(30)),
        b.tick(later + 200.0),
    ]
    alerts = b.run(pipeline, events).alerts
    records = {each.key: each for each in (*b.learnt_records(), *pipeline.changed_records())}
    letters: list[DeadLetter] = [
        dead(source="conn.log", reason=f"no number {HOSTILE}", raw=b"x", position=7),
        dead(source="conn.log", reason="no address", raw=b"y", position=9, count=3),
        dead(source=HOSTILE, reason="too long", raw=b"z", kind="oversized"),
    ]
    latest = list(b.last_revisions(alerts).values())
    return latest, Stored(records=list(records.values()), alerts=latest, letters=letters)


def stored(*announced: AssetChange) -> Stored:
    """All of it, with what was announced of maintenance."""
    return msgspec.structs.replace(_day_after()[1], announced=announced)


def maintenance(**fields: object) -> AssetChange:
    """A statement of maintenance on the zone cell."""
    facts: dict[str, object] = {
        "site": b.SITE, "time": b.MONDAY, "source": "file", "subject": "zone", "change": "maintenance-started",
        "id": "cell",
    }  # fmt: skip
    return msgspec.convert(facts | fields, AssetChange)


def report(*announced: AssetChange, read: ReadRows | None = READ) -> Report:
    """The plant's report."""
    return gather(stored(*announced), lambda _site: CORE, ORIGIN, read=read)
