"""Words as people read them."""

import msgspec
import pytest

from models.verdicts.spoken import speaks_of
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


@pytest.mark.parametrize(
    ("subject", "speaks"),
    [
        ({"alert": True}, True),
        ({"path": PathSubject(b.OFFICE, b.PLC, "ssh")}, True),
        ({"path": PathSubject(b.OFFICE, b.PLC, "rdp")}, False),
        ({"initiator": b.OFFICE}, True),
        ({"initiator": b.PLC}, False),
        ({"zones": ZonePair("office", "cell")}, True),
        ({"zones": ZonePair("cell", "office")}, False),
    ],
)
def test_a_word_is_on_an_alert_by_itself_its_paths_its_initiator_or_its_zones(
    subject: dict[str, object], speaks: bool
) -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.flow(NOW + 1, b.OFFICE, b.PLC, 22))
    named = {"alert": alert.id} if "alert" in subject else subject
    b.run(pipeline, [b.verdict(NOW + 2, "mute", expires=NOW + 60, **named)])
    (word,) = pipeline.words()
    assert speaks_of(word, alert) is speaks


def test_a_word_on_a_sweep_is_on_what_its_initiator_does() -> None:
    pipeline = b.learnt_plant()
    tries = [b.tried(NOW + 10 + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(40)]
    scan = next(each for each in b.alerts_of(pipeline, *tries) if each.kind == "scan")
    b.run(pipeline, [b.verdict(NOW + 60, "expected", alert=scan.id)])
    (word,) = pipeline.words()
    assert speaks_of(word, scan)
    assert not speaks_of(word, msgspec.structs.replace(scan, id="other", initiator=None, hops=()))
