"""Words that people type to a bot: `expected 3f9a for 8h because the historian moved`."""

import re

from streams.listener.word import DECISIONS, Refused, Word, word_of

USAGE = f"{'|'.join(DECISIONS)} ALERT [for TIME] [REASON], such as: expected 3f9a the new historian"

_SAID = re.compile(r"^(?P<decision>\w+)\s+(?P<alert>\w+)(?:\s+for\s+(?P<for>\d\S*))?(?:\s+(?P<reason>.*))?$", re.DOTALL)


def word_typed(text: str, author: str | None) -> Word:
    """The word of a line. Raises Refused with how one is typed."""
    found = _SAID.match(text.strip())
    if found is None or found["decision"].lower() not in DECISIONS:
        raise Refused(400, USAGE, "text")
    return word_of(
        {
            "alert": found["alert"].lower(), "decision": found["decision"].lower(), "author": author,
            "reason": found["reason"], "for": found["for"],
        }
    )  # fmt: skip
