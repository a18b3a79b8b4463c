"""A wall clock that steps: Ticks go on, no flow is lost or counted twice, each alert is written once."""

import re
import time
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.flow import Flow
from tests.chaos import Chaos
from tests.embedded_faults.plant import Shell, keys, recorded
from tests.kafka.world import until

pytestmark = pytest.mark.fault

HOUR_S, DAY_S = 3_600.0, 86_400.0


def _flows_of_now(count: int) -> list[bytes]:
    """The scenario's flows as a sensor with a right clock would write them now."""
    flows = [record for record in recorded(count) if isinstance(record, Flow) and record.site == "plant-1"]
    later_s = time.time() - flows[-1].end
    moved = [msgspec.structs.replace(flow, start=flow.start + later_s, end=flow.end + later_s) for flow in flows]
    return [codec.encode_lines([flow]) for flow in moved]


ZONES = """
zones = [
    { zone = "office", side = "it", level = 4, cidrs = ["10.1.0.0/16"] },
    { zone = "dmz", side = "dmz", level = 3.5, cidrs = ["10.2.0.0/16"] },
    { zone = "cells", side = "ot", level = 1, cidrs = ["10.3.0.0/16"] },
]
"""


def _following(folder: Path) -> Shell:
    shell = Shell(folder, WEIR_SITE_NAME="plant-1", WEIR_EMBEDDED_ZONES=str(folder / "zones.toml"))
    (folder / "zones.toml").write_text(ZONES)
    sources = [{"path": str(shell.log), "format": "weir"}]
    shell.environment["WEIR_EMBEDDED_SOURCES"] = msgspec.json.encode(sources).decode()
    return shell


def _followed(shell: Shell, lines: list[bytes], fault: str | None) -> None:
    """Write the log piece by piece while it is followed."""
    piece = len(lines) // 40 + 1
    shell.start(fault=fault)
    try:
        until(lambda: "0 sites" in shell.said, "it runs")
        for first in range(0, len(lines), piece):
            with shell.log.open("ab") as log:
                log.write(b"".join(lines[first : first + piece]))
            # So long that the steps fall among the pieces, not after them.
            time.sleep(0.05)
        shell.wait_until_all_applied()
        assert shell.stop() == 0
    finally:
        shell.kill()


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return _flows_of_now(60)


@pytest.fixture(scope="module")
def steady(lines: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The alerts of a clock that runs on."""
    shell = _following(tmp_path_factory.mktemp("steady"))
    _followed(shell, lines, None)
    assert len(shell.written()) > 50
    return {alert_id for alert_id, _ in shell.written()}


@pytest.mark.parametrize(
    "step",
    [
        ("back by an hour", f"0,0,0,0,{-HOUR_S}"),
        ("ahead by half an hour and back", f"0,0,0,0,{HOUR_S / 2},0,{-HOUR_S / 2}"),
        ("back by a day and ahead again", f"0,0,0,0,{-DAY_S},0,{DAY_S}"),
    ],
    ids=["back", "ahead", "far-back"],
)
def test_a_clock_that_steps_loses_nothing_and_repeats_nothing(
    chaos: Chaos, tmp_path: Path, lines: list[bytes], steady: set[str], step: tuple[str, str]
) -> None:
    name, steps = step
    shell = _following(tmp_path / "run")
    _followed(shell, lines, f"clock={steps}")
    came, written = shell.outcome(), shell.written()
    # Of what is refused, there may be the one Tick that was a day behind; no flow is.
    assert re.search(rf"stopped: {len(lines)} flows, [01] refused", shell.said)
    assert written == keys(came.revisions)
    assert {alert_id for alert_id, _ in written} == steady
    chaos.report(
        f"embedded, wall clock {name}",
        repetitions=1,
        flows=(len(lines), came.flows),
        alerts=(len(came.revisions), len(written)),
        duplicates=len(written) - len(set(written)),
    )
