from typing import Any

import msgspec
import pytest

from schemas.codec import VERDICTS
from schemas.verdict import PathSubject, Verdict, ZonePair

SUBJECTS: dict[str, Any] = {
    "alert": "a1b2",
    "path": PathSubject("plc-1", "hmi-1", "modbus"),
    "initiator": "plc-1",
    "zones": ZonePair("office", "cell-1"),
}


def judged(**subject: Any) -> Verdict:
    return Verdict(site="north", time=1.0, author="ada", decision="expected", **subject)


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_a_verdict_names_one_subject(name: str) -> None:
    verdict = judged(**{name: SUBJECTS[name]})
    assert VERDICTS.decode_one(msgspec.json.encode(verdict)) == verdict


def test_a_verdict_without_a_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="this one names 0"):
        judged()


@pytest.mark.parametrize("name", sorted(set(SUBJECTS) - {"alert"}))
def test_a_verdict_about_two_subjects_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="this one names 2"):
        judged(alert="a1b2", **{name: SUBJECTS[name]})


def test_a_verdict_about_nothing_on_a_wire_is_a_dead_letter() -> None:
    line = b'{"site":"north","time":1,"author":"ada","decision":"mute"}'
    verdicts, letters = VERDICTS.decode(line, source="weir.verdicts", position=3)
    assert verdicts == []
    assert "this one names 0" in letters[0].reason


@pytest.mark.parametrize(("field", "value"), [("decision", "ignore"), ("reason", "x" * 4_097), ("expires", "never")])
def test_a_value_past_its_bound_is_refused_by_its_name(field: str, value: object) -> None:
    line = {"site": "north", "time": 1, "author": "ada", "decision": "mute", "alert": "a", field: value}
    with pytest.raises(ValueError, match=rf"\$\.{field}"):
        VERDICTS.decode_one(msgspec.json.encode(line))
