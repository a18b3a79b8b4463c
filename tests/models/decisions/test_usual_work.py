"""An engineering station at one more controller is a line of the digest; whatever else is odd of it is an alert."""

from typing import Any

import pytest

from schemas.alert import Alert
from tests.models import builders as b
from tests.models.detectors import test_rogue_master as plant
from tests.models.detectors.test_rogue_master import HISTORIAN, LOAD, NOW, PLCS_A, PLCS_B, STATION, polled

MANY = tuple(f"10.8.1.{n}" for n in range(100, 130))
DECLARED = tuple(b.asset(f"plc-m{n}", ip, time=NOW, name=f"plc-m{n}", role="plc") for n, ip in enumerate(MANY))


def told(*events: b.Event) -> list[Alert]:
    """What is open in a plant whose station, on level 3, visits two controllers of cell A each hour."""
    latest = b.last_revisions(b.alerts_of(plant.plant(), *DECLARED, *events))
    return [alert for alert in latest.values() if alert.status == "open"]


def kinds(*events: b.Event) -> list[str]:
    return [alert.kind for alert in told(*events)]


def copied(*controllers: str, start: float = NOW, **fields: Any) -> list[b.Event]:
    return [polled(start + 30.0 * n, STATION, plc, **fields) for n, plc in enumerate(controllers)]


def test_one_more_controller_of_a_cell_in_which_the_station_works_is_a_line_of_the_digest() -> None:
    (digest,) = told(
        *copied(PLCS_A[2]), b.flow(NOW + 2 * b.DAY, HISTORIAN, PLCS_B[0], 4840), *b.minute_of_ticks(NOW + 2 * b.DAY)
    )
    assert digest.kind == "first-look"
    (path,) = digest.hops
    assert (path.initiator_name, path.responder_name, path.service) == ("eng-1", "plc-a3", "modbus")


def test_a_copy_of_all_programs_is_no_sweep() -> None:
    assert kinds(*copied(*PLCS_A, *MANY)) == []


def test_one_try_in_vain_amid_a_copy_is_no_sweep_either() -> None:
    assert kinds(*copied(*MANY[:12]), b.tried(NOW + b.HOUR / 2, STATION, MANY[-1])) == ["level-skip"]


def test_the_same_copy_by_a_historian_is_told() -> None:
    assert kinds(*(polled(NOW + 30.0 * n, HISTORIAN, plc) for n, plc in enumerate(MANY))) == ["scan"]


def test_tries_that_nobody_answers_are_a_sweep_whoever_makes_them() -> None:
    assert kinds(*(b.tried(NOW + 30.0 * n, STATION, ip) for n, ip in enumerate(MANY))) == ["scan"]


def test_a_cell_in_which_the_station_never_worked_is_its_work_too() -> None:
    assert kinds(*copied(PLCS_B[0])) == []


def test_a_station_by_its_role_alone_that_commanded_nobody_yet_is_a_skipped_level() -> None:
    other = b.asset("eng-2", "10.8.9.21", time=NOW, name="eng-2", role="engineering-workstation")
    assert kinds(other, polled(NOW, "10.8.9.21", PLCS_A[0])) == ["level-skip"]


@pytest.mark.parametrize("load", [{"operations": LOAD}, {"initiator_octets": 200_000, "responder_octets": 9_000}])
def test_a_load_is_told_as_a_skipped_level(load: dict[str, Any]) -> None:
    assert kinds(*copied(PLCS_A[2], **load)) == ["level-skip"]
