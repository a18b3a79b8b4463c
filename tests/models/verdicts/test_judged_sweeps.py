"""What a word on a sweep covers: its tries, for a time, and no conversation."""

import pytest

from models.pipeline import Pipeline
from models.verdicts.subject import SWEEP_WORD_S
from schemas.alert import Alert
from tests.models import builders as b

NOW = b.after()


def swept(count: int = 60, *, port: int = 102) -> tuple[Pipeline, Alert]:
    pipeline = b.learnt_plant()
    tries = [b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", port) for n in range(count)]
    scan = next(alert for alert in b.alerts_of(pipeline, *tries) if alert.kind == "scan")
    return pipeline, scan


def test_an_expected_sweep_stays_silent_and_makes_no_paths() -> None:
    pipeline, scan = swept()
    (told,) = b.alerts_of(pipeline, b.verdict(NOW + 60, "expected", alert=scan.id))
    assert (told.id, told.status) == (scan.id, "expected")
    paths = len(pipeline.paths())
    again = [b.tried(NOW + b.DAY + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(150)]
    assert b.alerts_of(pipeline, *again) == []
    assert len(pipeline.paths()) == paths


def test_an_expected_sweep_that_tries_another_port_or_elsewhere_is_news() -> None:
    for other in (
        [b.tried(NOW + 100 + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 445) for n in range(30)],
        [b.tried(NOW + 100 + n, b.OTHER_OFFICE, f"10.3.0.{n + 20}", 102) for n in range(30)],
    ):
        pipeline, scan = swept()
        b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id)])
        told = [alert for alert in b.alerts_of(pipeline, *other) if alert.kind == "scan"]
        assert {alert.status for alert in told} == {"open"}
        assert scan.id not in {alert.id for alert in told}


@pytest.mark.parametrize(("port", "service"), [(502, "modbus"), (3389, "rdp"), (22, "ssh")])
def test_a_conversation_of_a_host_whose_sweep_is_expected_is_a_cause_of_its_own(port: int, service: str) -> None:
    pipeline, scan = swept(port=port)
    b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id)])
    (told,) = b.alerts_of(pipeline, b.flow(NOW + 100, b.OTHER_OFFICE, b.PLC, port))
    assert (told.kind, told.status, told.service) == ("dmz-bypass", "open", service)


def test_a_try_of_an_expected_sweep_that_is_answered_later_is_news() -> None:
    pipeline, scan = swept(port=502)
    b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id)])
    (told,) = b.alerts_of(pipeline, b.flow(NOW + 100, b.OTHER_OFFICE, "10.9.0.20", 502))
    assert (told.kind, told.status) == ("dmz-bypass", "open")


def test_an_expected_sweep_holds_for_a_stated_time_and_no_try_prolongs_it() -> None:
    pipeline, scan = swept()
    b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id, expires=NOW + b.DAY)])
    assert b.alerts_of(pipeline, *[b.tried(NOW + 23.9 * b.HOUR, b.OTHER_OFFICE, "10.9.0.20", 102)]) == []
    late = [b.tried(NOW + b.DAY + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(40)]
    assert {alert.status for alert in b.alerts_of(pipeline, *late)} == {"open"}


def test_an_expected_sweep_ends_by_itself_where_no_end_was_said() -> None:
    pipeline, scan = swept()
    b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id)])
    (word,) = pipeline.words()
    assert word.until == NOW + 60 + SWEEP_WORD_S
