"""What commands that change something say of it with `--json`."""

import msgspec


class TopicsMade(msgspec.Struct):
    """`weir topics create`: what was made, and what of the topics is not as it must be."""

    made: list[str]
    partitions: int
    findings: list[str]


class StateChanged(msgspec.Struct):
    """`weir state import` and `reset`: the records of one site that were written and deleted, and what was odd."""

    site: str
    written: int
    deleted: int
    problems: list[str]


class LearningRestarted(msgspec.Struct, frozen=True, kw_only=True):
    """`weir learning again`: of what learning begins anew, by the last checkpoint, and where it was handed over.

    `paths` are forgotten, `waiting` wait for a word or were judged and stay.
    """

    site: str
    subject: str
    id: str
    assets: int
    paths: int
    waiting: int
    where: str
    notes: tuple[str, ...] = ()
