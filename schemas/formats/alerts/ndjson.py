"""Alerts as JSON, one object a line: every field, by the names of `docs/reference/alert.schema.json`."""

from schemas import codec
from schemas.alert import Alert


def ndjson(alert: Alert) -> bytes:
    """The whole revision in one line of JSON, without the line's end."""
    return codec.encode_lines([alert]).rstrip()
