"""Words made by hand, for the tests of what decides between them."""

from typing import Any

from models.verdicts.word import StandingDecision, SubjectKind, Word

KEY = ("ip:a", "ip:b", "modbus")


def word(decision: StandingDecision, subject: SubjectKind, number: int = 1, **facts: Any) -> Word:
    """A word on the path `KEY` by one of its subjects."""
    usual: dict[str, Any] = {
        "path": {"paths": [KEY]},
        "alert": {"alert": "3f9a", "paths": [KEY]},
        "initiator": {"initiator": "ip:a"},
        "zones": {"zones": ("office", "cell")},
    }[subject]
    made = {"id": f"{number:010x}", "number": number, "said": float(number), "author": "ana"} | usual | facts
    return Word(decision=decision, subject=subject, **made)
