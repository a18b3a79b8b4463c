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
