"""The formats of alerts, by the name that settings and the command line know them by.

A format gives one revision's bytes, without a line's end and with none inside it: how revisions are told apart is
the sink's affair. It never fails on a whole `Alert`, and the same alert always gives the same bytes.
"""

from collections.abc import Callable

from schemas.alert import Alert
from schemas.formats.alerts.ndjson import ndjson

AlertFormat = Callable[[Alert], bytes]

ALERT_FORMATS: dict[str, AlertFormat] = {
    "ndjson": ndjson,
}
