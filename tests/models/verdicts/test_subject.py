"""What a verdict is about."""

import pytest

from models.pipeline import Pipeline
from models.verdicts import site_verdicts
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

NOW = b.after()
WAY = PathSubject(f"ip:{b.OFFICE}", f"ip:{b.PLC}", "ssh")


def crossed() -> tuple[Pipeline, str]:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.flow(NOW + 1, b.OFFICE, b.PLC, 22))
    b.alerts_of(pipeline, b.flow(NOW + 2, b.OFFICE, b.PLC2, 22))
    return pipeline, alert.id


def test_a_word_on_an_alert_is_on_the_paths_that_it_holds_when_the_word_is_given() -> None:
    pipeline, alert_id = crossed()
    b.run(pipeline, [b.verdict(NOW + 3, "mute", alert=alert_id)])
    (word,) = pipeline.words()
    assert [key[1] for key in word.paths] == [f"ip:{b.PLC}", f"ip:{b.PLC2}"]
    b.run(pipeline, [b.flow(NOW + 4, b.OFFICE, b.PLC3, 22)])
    assert len(pipeline.words()[0].paths) == 2


def test_an_alert_that_holds_more_paths_than_a_word_takes_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_verdicts, "MAX_PATHS_A_WORD", 1)
    pipeline, alert_id = crossed()
    out = b.run(pipeline, [b.verdict(NOW + 3, "mute", alert=alert_id)])
    assert ["judge its initiator or its zones" in reject.reason for reject in out.rejects] == [True]
    assert pipeline.words() == []


@pytest.mark.parametrize(
    ("wide", "left"),
    [
        ({"path": WAY}, ["alert", "initiator", "zones"]),
        ({"initiator": b.OFFICE}, ["zones", "initiator"]),
        ({"zones": ZonePair("office", "cell")}, ["initiator"]),
    ],
)
def test_forget_takes_back_what_lies_within_its_subject(wide: dict[str, object], left: list[str]) -> None:
    pipeline, alert_id = crossed()
    said: list[dict[str, object]] = [
        {"path": WAY}, {"alert": alert_id}, {"initiator": b.OFFICE}, {"zones": ZonePair("office", "cell")},
    ]  # fmt: skip
    b.run(pipeline, [b.verdict(NOW + 3 + n, "mute", **subject) for n, subject in enumerate(said)])
    b.run(pipeline, [b.verdict(NOW + 9, "forget", **wide)])
    assert sorted(word.subject for word in pipeline.words() if word.decision == "mute") == sorted(
        subject for subject in left if subject != "initiator" or "initiator" not in wide
    )
