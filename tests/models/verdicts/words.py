"""Words made by hand, for the tests of what decides between them."""

from typing import Any

from models.verdicts.word import SubjectKind, Word

KEY = ("ip:a", "ip:b", "modbus")


def word(decision: Any, subject: Any, number: int = 1, **facts: Any) -> Word:
    """A word on the path `KEY` by one of its subjects."""
    subjects: dict[SubjectKind, dict[str, Any]] = {
        "path": {"paths": [KEY]},
        "alert": {"alert": "3f9a", "paths": [KEY]},
        "initiator": {"initiator": "ip:a"},
        "zones": {"zones": ("office", "cell")},
    }
    usual: dict[str, Any] = (
        {"id": f"{number:010x}", "number": number, "said": float(number), "author": "ana"} | subjects[subject] | facts
    )
    return Word(decision=decision, subject=subject, **usual)
