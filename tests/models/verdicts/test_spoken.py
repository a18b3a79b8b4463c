"""Words as people read them."""

import pytest

from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

NOW = b.after()


@pytest.mark.parametrize(
    ("subject", "on"),
    [
        ({"path": PathSubject(b.OFFICE, b.PLC, "ssh")}, "10.1.0.5 -> 10.9.0.11 (ssh)"),
        ({"initiator": b.OFFICE}, "all that 10.1.0.5 begins"),
        ({"initiator": "not-met"}, "all that not-met begins"),
        ({"zones": ZonePair("office", "cell")}, "zone office to zone cell"),
    ],
)
def test_the_subject_is_said_in_words(subject: dict[str, object], on: str) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "mute", reason="tests", expires=NOW + 60, **subject)])
    (said,) = pipeline.spoken()
    assert (said.on, said.author, said.reason, said.until) == (on, "ana", "tests", NOW + 60)


def test_an_alerts_paths_are_counted_and_a_sweeps_extent_is_told() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.flow(NOW + 1, b.OFFICE, b.PLC, 22))
    b.run(pipeline, [b.flow(NOW + 2, b.OFFICE, b.PLC2, 22), b.verdict(NOW + 3, "mute", alert=alert.id)])
    tries = [b.tried(NOW + 10 + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(40)]
    scan = next(each for each in b.alerts_of(pipeline, *tries) if each.kind == "scan")
    b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id)])
    assert [said.on for said in pipeline.spoken()] == [
        f"alert {alert.id}: 10.1.0.5 -> 10.9.0.11 (ssh) and 1 more",
        f"alert {scan.id}: tries of 10.1.0.77 at iso-tsap in cell",
    ]
