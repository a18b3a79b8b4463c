"""The same recording, with changes and verdicts between the flows of two sites: equal alerts in replay and embedded."""

import heapq
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from models.settings import CoreSettings
from models.verdicts.word import word_id
from replay.merge import order_time
from replay.run import ReplayInputs, ReplayOutput, replay
from replay.simulate.plan import SimulationPlan, demo_plan
from replay.simulate.run import plant_changes, simulate
from replay.ticks import with_ticks
from schemas import codec
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.formats.recording import encode
from schemas.verdict import Decision, PathSubject, Verdict, ZonePair
from streams.embedded.verdict_inbox import CHANGES_NAME, append_verdict
from streams.messages import Batch, Record
from streams.sources.files.statements import read_windows
from streams.stores.sqlite_reader import SqliteReader
from tests.models import builders as b
from tests.models.alerts.situations import UNKNOWN
from tests.models.stories import CORE, LEARN_UNTIL, as_site, missing, stories
from tests.weir.wiring.test_embedded import Run
from weir.settings.sections import SiteSettings

LEARN_DAYS = 8


def _plan(site: str, seed: int) -> SimulationPlan:
    return msgspec.structs.replace(demo_plan(), site=site, seed=seed, days=10, attack_day=LEARN_DAYS)


def _words(plan: SimulationPlan) -> list[Record]:
    """A word of each kind on each subject, in the midst of the attacks; the first mute is undone."""
    decisions: tuple[Decision, ...] = ("mute", "malicious", "expected", "forget")
    subjects: list[dict[str, Any]] = [
        {"initiator": "ws-12"},
        {"zones": ZonePair("office", "cell-1")},
        {"path": PathSubject("jump-01", "cell-2-plc-4", "iso-tsap")},
    ]
    begin = plan.learn_until + 20_000.0
    said = [
        Verdict(site=plan.site, time=begin + n * 1_500.0, author="ann", decision=decision, **subject)
        for n, (decision, subject) in enumerate(product(decisions, subjects))
    ]
    first = said[0]
    undone = Verdict(
        site=plan.site, time=first.time + 700.0, author="bob", decision="undo", word=word_id(first, first.decision)
    )
    return [*said, undone]


def _records(plan: SimulationPlan) -> list[Record]:
    """One site's flows with its ticks; on the attack day a zone changes side and a workstation is judged.

    Of the second site a second sensor sees most of what the first one sees.
    """
    flows = [*simulate(plan)]
    if plan.seed > 1:
        flows = [
            each for n, flow in enumerate(flows) for each in (flow, replace(flow, sensor="tap"))[: 1 + bool(n % 5)]
        ]
    batches = with_ticks([Batch([*flows], [], "plan")])
    records = [record for batch in batches for record in batch.records]
    changes = plant_changes(plan)
    zone = next(change for change in changes if change.subject == "zone" and change.side == "it")
    later: list[Record] = [
        AssetChange(
            site=plan.site, time=plan.learn_until + 30_000.0, source="test", subject="zone", change="declared",
            id=zone.id, cidrs=zone.cidrs, level=3.5, side="dmz",
        ),
        Verdict(
            site=plan.site, time=plan.learn_until + 40_000.0, author="ann", decision="expected", initiator="ws-14"
        ),
        msgspec.structs.replace(zone, time=plan.learn_until + 50_000.0),
        # It ends while an unknown device is at work in that cell; the other's ends before it was said to.
        AssetChange(
            site=plan.site, time=plan.learn_until + 100.0, source="test", subject="zone",
            change="maintenance-started", id="cell-1", expires=plan.learn_until + 104_000.0, owner="ann",
        ),
        AssetChange(
            site=plan.site, time=plan.learn_until + 60_000.0, source="test", subject="initiator",
            change="maintenance-started", id="jump-01", expires=plan.learn_until + 120_000.0,
        ),
        AssetChange(
            site=plan.site, time=plan.learn_until + 80_000.0, source="test", subject="initiator",
            change="maintenance-ended", id="jump-01",
        ),
        AssetChange(
            site=plan.site, time=plan.learn_until + 45_000.0, source="test", subject="zone",
            change="learning-restarted", id="cell-2", owner="ann",
        ),
    ]  # fmt: skip
    return [*changes, *heapq.merge(records, sorted([*later, *_words(plan)], key=order_time), key=order_time)]


class _Kept(ReplayOutput):
    def __init__(self) -> None:
        self.revisions: list[Alert] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        self.revisions += alerts


@pytest.mark.slow
def test_replay_and_embedded_raise_the_same_alerts_byte_for_byte(tmp_path: Path) -> None:
    plans = [_plan("plant-a", 1), _plan("plant-b", 2)]
    path = tmp_path / "two-plants.ndjson"
    path.write_bytes(encode(heapq.merge(*(_records(plan) for plan in plans), key=order_time)))
    learn_until = plans[0].learn_until

    kept = _Kept()
    inputs = ReplayInputs(paths=(str(path),), site="plant-a")
    core = CoreSettings(learn_until=learn_until, alerts_a_day=SiteSettings().alerts_a_day)
    replay(inputs, lambda _site: core, kept)

    run = Run(tmp_path / "run", str(path), WEIR_SITE_LEARN_UNTIL=str(learn_until))
    run.finish("--once")
    revisions = SqliteReader(run.state).revisions()

    assert {alert.site for alert in revisions} == {"plant-a", "plant-b"}
    assert len(revisions) >= 10
    assert "maintenance-digest" in {alert.kind for alert in revisions}
    # A replay has an end, which brings out the open digests; a run only pauses.
    assert codec.encode_lines(kept.revisions[: len(revisions)]) == codec.encode_lines(revisions)
    assert {alert.kind for alert in kept.revisions[len(revisions) :]} <= {"first-look"}
    assert run.alerts.read_bytes() == codec.encode_lines([one for one in revisions if one.status != "withheld"])


def test_what_detectors_must_remember_is_told_by_both_byte_for_byte(tmp_path: Path) -> None:
    """Chains, new masters, sweeps, siblings, what returns, takes an address over or joins networks, and maintenance."""
    path = tmp_path / "stories.ndjson"
    path.write_bytes(encode(heapq.merge(*map(as_site, stories()), key=order_time)))

    kept = _Kept()
    replay(ReplayInputs(paths=(str(path),), site="chains"), lambda _site: CORE, kept)
    run = Run(tmp_path / "run", str(path), WEIR_SITE_LEARN_UNTIL=str(LEARN_UNTIL))
    run.finish("--once")
    revisions = SqliteReader(run.state).revisions()

    last = b.last_revisions(revisions).values()
    told = {story.name: missing(story, (one.kind for one in last if one.site == story.name)) for story in stories()}
    assert told == {story.name: {} for story in stories()}
    assert codec.encode_lines(kept.revisions[: len(revisions)]) == codec.encode_lines(revisions)
    assert {alert.kind for alert in kept.revisions[len(revisions) :]} <= {"first-look", "maintenance-digest"}


def test_windows_of_a_file_and_those_that_are_announced_hold_the_same(tmp_path: Path) -> None:
    story = next(story for story in stories() if story.name == "maintenance")
    records = [one for one in as_site(story) if not isinstance(one, AssetChange) or one.subject == "asset"]
    records = [one for one in records if not isinstance(one, AssetChange) or one.change == "declared"]
    path, zones, windows = (tmp_path / name for name in ("plant.ndjson", "zones.toml", "maintenance.toml"))
    path.write_bytes(encode(records))
    zones.write_text(
        "".join(
            f'[[zones]]\nzone = "{zone.id}"\nlevel = {zone.level}\nside = "{zone.side}"\ncidrs = {[*zone.cidrs]}\n'
            for zone in b.ZONES
        )
    )
    windows.write_text(
        f"""
        [[maintenance]]
        zone = "cell"
        from = {datetime.fromtimestamp(LEARN_UNTIL, UTC).isoformat()}
        until = {datetime.fromtimestamp(LEARN_UNTIL + 3 * b.DAY, UTC).isoformat()}
        who = "ana"
        [[maintenance]]
        initiator = "{UNKNOWN}"
        weekly = "mon,tue,wed,thu,fri,sat,sun 05:00-07:00"
        """
    )
    kept = _Kept()
    inputs = ReplayInputs(paths=(str(path),), site=story.name, zones=(str(zones),), maintenance=(str(windows),))
    replay(inputs, lambda _site: CORE, kept)

    run = Run(
        tmp_path / "run",
        str(path),
        WEIR_SITE_NAME=story.name,
        WEIR_SITE_LEARN_UNTIL=str(LEARN_UNTIL),
        WEIR_EMBEDDED_ZONES=f'["{zones}"]',
    )
    for window in read_windows(windows, story.name, b.MONDAY):
        append_verdict(run.state / CHANGES_NAME, window)
    run.finish("--once")
    revisions = SqliteReader(run.state).revisions()

    assert [alert.kind for alert in revisions].count("maintenance-digest") == 2
    assert codec.encode_lines(kept.revisions[: len(revisions)]) == codec.encode_lines(revisions)
    assert {alert.kind for alert in kept.revisions[len(revisions) :]} <= {"first-look", "maintenance-digest"}


def test_detectors_that_are_off_are_off_in_both(tmp_path: Path) -> None:
    chains = next(story for story in stories() if story.name == "chains")
    path = tmp_path / "chains.ndjson"
    path.write_bytes(encode(as_site(chains)))
    off = msgspec.structs.replace(CORE, detectors_off=("dmz-bypass", "pivot"))
    kept = _Kept()
    replay(ReplayInputs(paths=(str(path),), site="chains"), lambda _site: off, kept)
    run = Run(
        tmp_path / "run", str(path), WEIR_SITE_LEARN_UNTIL=str(LEARN_UNTIL), WEIR_DETECTORS_OFF="pivot,dmz-bypass"
    )
    run.finish("--once")
    revisions = SqliteReader(run.state).revisions()
    assert revisions
    assert {alert.kind for alert in revisions}.isdisjoint({"dmz-bypass", "pivot"})
    assert codec.encode_lines(kept.revisions[: len(revisions)]) == codec.encode_lines(revisions)
