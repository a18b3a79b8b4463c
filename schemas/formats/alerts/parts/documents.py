"""JSON documents without what is absent: receivers refuse an empty list or null where they ask for a value."""

from typing import TypeAlias

JsonObject: TypeAlias = dict[str, object]
"""A JSON object on its way out, by the receiver's own names."""


def without_absent(document: JsonObject) -> JsonObject:
    """The document without None, empty text and objects that hold nothing else, all the way down."""
    kept: JsonObject = {}
    for key, value in document.items():
        if value is None or value == "":
            continue
        if isinstance(value, dict):
            if inner := without_absent(value):
                kept[key] = inner
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            # A list holds objects or plain values, never both; of plain ones none is absent.
            kept[key] = [without_absent(each) for each in value]
        else:
            kept[key] = value
    return kept
