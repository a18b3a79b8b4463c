"""The labels that Illumio has given to both ends of a row: told as a note of the flow, and of nobody's identity.

Labels are the words of whoever runs the PCE ("role: HMI, env: Production"). They stand in an alert's evidence and with
the path, as what a sensor itself says. As declarations they would take addresses from the user's own inventory.
"""

from collections.abc import Mapping, Sequence

from schemas.formats.row import LONGEST_NAME

MOST_LABELS = 8
"""Labels told of one end: Illumio has four of its own (role, app, env, loc), and others may be added."""


def note_of(source: Mapping[str, str], target: Mapping[str, str]) -> tuple[str, ...]:
    """One note with the labels of both ends; none where neither has any."""
    ends = [
        f"{end} {', '.join(f'{key} {value}' for key, value in list(labels.items())[:MOST_LABELS])}"
        for end, labels in (("initiator", source), ("responder", target))
        if labels
    ]
    return (f"Illumio's labels: {'; '.join(ends)}"[:LONGEST_NAME],) if ends else ()


def labels_of(value: object) -> dict[str, str]:
    """The labels of one end: an object of the stream, or the list of an Explorer's workload. Others are none."""
    if isinstance(value, Mapping):
        return {str(key): each for key, each in value.items() if isinstance(each, str)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        pairs = [(each.get("key"), each.get("value")) for each in value if isinstance(each, Mapping)]
        return {key: each for key, each in pairs if isinstance(key, str) and isinstance(each, str)}
    return {}
