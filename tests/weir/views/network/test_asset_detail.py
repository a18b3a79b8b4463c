"""One asset at length, as a person reads it."""

import io

import msgspec
import pytest
from rich.console import Console

from schemas.overview.asset_detail import AlertBrief, AssetDetail, PeerDetail, ReadinessDetail
from schemas.standing_word import StandingWord
from tests.streams.records import T0
from tests.weir.views.network.test_inventory import an_asset
from weir.views.network.asset_detail import asset_view, readiness_words

READY = ReadinessDetail(ready=True, days_watched=20.0, by_hour=0.98, by_day=0.91, cap=0.85, ready_from=T0)
DETAIL = AssetDetail(
    summary=an_asset(name="Press", role="plc", criticality=5, zone="cell-1", side_inferred=False, heard=True),
    known_by="mac",
    place_reason="10.1.0.1 lies in 10.1.0.0/24 of zone cell-1",
    owner="production",
    days=3,
    readiness=READY,
    tried=("vnc",),
    peers_in=(
        PeerDetail(
            asset="ip:10.2.0.9", name="ws-9", services=("modbus",), flows=1_200, first_seen=T0, last_seen=T0,
            answered=False, status="held", side="it",
        ),
    ),
    peers_in_total=12,
    conflicts=("took the address 10.1.0.1 over from hmi-2; its history starts here",),
    words=(
        StandingWord(
            id="9c41", site="plant", decision="mute", subject="path", on="ws-9 -> Press", said=T0, author="ana",
            reason="test", until=T0,
        ),
    ),
    alerts=(AlertBrief(id="aa1", time=T0, level="high", severity=70, status="open", title="IT to OT"),),
    alerts_total=1,
)  # fmt: skip


def shown(detail: AssetDetail, width: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=width).print(asset_view(detail, "UTC"))
    return file.getvalue()


def test_all_that_is_known_is_told_with_the_conflict_first() -> None:
    text = shown(DETAIL)
    lines = text.splitlines()
    assert lines[0].startswith("Press  (ip:10.1.0.1, site ")
    assert lines[2].startswith("conflict") and "over from hmi-2" in lines[2]  # noqa: PT018 - one line
    for part in (
        "met in traffic, told by its MAC", "production", "plc", "cell-1, side ot", "of zone cell-1",
        "vnc: asked for, never answered", "12 peers, the busiest 1", "ws-9", "held, no answer", "1,200",
        "it began with: nobody", "alerts about it: 1", "IT to OT", "9c41  mute on ws-9 -> Press, by ana",
    ):  # fmt: skip
        assert part in text


def test_who_was_never_seen_says_never() -> None:
    never = an_asset(last_seen=0.0, services_served=())
    text = shown(AssetDetail(summary=never, known_by="inventory", place_reason="x"))
    assert "never" in text
    assert "1970" not in text
    assert "nothing that was answered" in text
    assert "alerts about it: none" in text


def test_who_was_only_tried_is_told_apart_from_who_spoke() -> None:
    tried = msgspec.structs.replace(DETAIL, summary=an_asset(heard=False))
    assert "others tried it, and it sent and answered nothing" in shown(tried, 160)


@pytest.mark.parametrize(
    ("ready", "changes", "said"),
    [
        (None, {"external": True}, "none of its own: a peer on the internet"),
        (None, {"role": "nat"}, "none of its own: many stand behind a nat"),
        ({}, {}, "ready: watched for 20.0 days; 98% of what it does hour by hour"),
        ({"declared": True}, {}, "ready: it was known before the declared learning ended"),
        ({"ready": False, "by_hour": 0.0, "by_day": 0.0}, {}, "not ready: nothing is learnt"),
        ({"ready": False, "days_watched": 4.0, "ready_from": T0 + 864_000.0}, {}, "not before 2023-11-24"),
        ({"ready": False, "by_day": 0.4}, {}, "and still much is new; 98%"),
        (
            {"ready": False, "by_day": 0.4, "share": 0.419, "quiet_days": 2.2, "new_today": 3},
            {},
            "learning, 41% (ready at 70%), needs about 2 quiet days more; 3 new paths today; watched for 20.0 days",
        ),
        (
            {"ready": False, "by_day": 0.0, "share": 0.0, "new_today": 1},
            {},
            "learning, 0% (ready at 70%), how long it takes can't be told: nothing that it does came again yet; 1 new",
        ),
    ],
)
def test_readiness_is_told_in_words(ready: dict[str, object] | None, changes: dict[str, object], said: str) -> None:
    why = None if ready is None else msgspec.structs.replace(READY, **ready)
    assert said in readiness_words(msgspec.structs.replace(an_asset(), **changes), why, "UTC")
