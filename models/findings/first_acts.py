"""What an alert says where a known path is asked to act for the first time: which techniques, and one next step.

A path that only read and now writes is no new function to ask about; what counts is what was written, and who did it.
"""

from models.findings.sighting import Words
from schemas.alert import Advice, Technique
from schemas.services.operations import OperationClass

ACT_TECHNIQUES: dict[OperationClass, Technique] = {
    "write": Technique("T0855", "TA0106"),
    "control": Technique("T0855", "TA0106"),
    "program": Technique("T0843", "TA0109"),
}
"""Unauthorized Command Message for what changes the process, Program Download for what changes the device."""

ADVICE = Advice(
    "{responder}",
    (
        "Ask {responder's owner} whether {initiator} was meant to do that. If not, stop {initiator}, and compare "
        "program and set points of {responder} with the last that are known to be good (M0937 Filter Network Traffic)."
    ),
)


def acting_words(words: Words, operations: tuple[OperationClass, ...]) -> Words:
    """The words of a crossing whose news is that it acts; unchanged where none of the operations does."""
    acts = [ACT_TECHNIQUES[each] for each in operations if each in ACT_TECHNIQUES]
    return Words(techniques=tuple(dict.fromkeys([*acts, *words.techniques])), advice=ADVICE) if acts else words
