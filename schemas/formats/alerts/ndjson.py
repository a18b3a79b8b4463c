"""Alerts as JSON, one object a line: every field, by the names of `docs/reference/alert.schema.json`."""

from schemas import codec
from schemas.alert import Alert
from schemas.formats.alerts.parts.origin import Origin


def ndjson(alert: Alert, origin: Origin | None = None) -> bytes:
    """The whole revision in one line of JSON, without the line's end; who sends it stands nowhere in it."""
    _ = origin
    return codec.encode_lines([alert]).rstrip()
