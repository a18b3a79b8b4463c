"""The formats of alerts, by the name that settings and the command line know them by.

A format gives one revision's bytes, without a line's end: how revisions are told apart is the sink's affair. It never
fails on a whole `Alert`, and the same alert from the same origin always gives the same bytes.
"""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from schemas.alert import Alert
from schemas.formats.alerts.ndjson import ndjson
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.siem.cef import cef
from schemas.formats.alerts.siem.ecs import ecs
from schemas.formats.alerts.siem.hec import hec
from schemas.formats.alerts.siem.leef import leef
from schemas.formats.alerts.siem.ocsf import ocsf
from schemas.formats.alerts.siem.sentinel import sentinel
from schemas.formats.alerts.siem.stix import stix
from schemas.formats.alerts.siem.syslog import rfc5424
from schemas.formats.alerts.siem.udm import udm
from schemas.formats.alerts.table import HEADING, row
from schemas.formats.alerts.text import text

AlertFormat = Callable[[Alert], bytes]
"""A format from one origin: what a sink is handed."""


class Form(Struct, frozen=True):
    """One format. `one_line`: its bytes hold no line break, so a file keeps it one a line. `heading` begins a file."""

    write: Callable[[Alert, Origin], bytes]
    about: str
    media_type: str = "application/json"
    one_line: bool = True
    heading: bytes | None = None


ALERT_FORMATS: dict[str, Form] = {
    "ndjson": Form(ndjson, "every field, by the names of Weir's own schema"),
    "cef": Form(cef, "Common Event Format 0: ArcSight, Sentinel's agent", "text/plain"),
    "leef": Form(leef, "LEEF 2.0: QRadar", "text/plain"),
    "rfc5424": Form(rfc5424, "a syslog message with structured data: rsyslog, syslog-ng", "text/plain"),
    "ocsf": Form(ocsf, "OCSF 1.8.0 Detection Finding"),
    "ecs": Form(ecs, "Elastic Common Schema 9: Elasticsearch, OpenSearch"),
    "hec": Form(hec, "Splunk's HTTP Event Collector, CIM fields"),
    "udm": Form(udm, "Google SecOps, Unified Data Model"),
    "sentinel": Form(sentinel, "a row of a table of Microsoft Sentinel, ASIM's columns"),
    "stix": Form(stix, "a STIX 2.1 bundle"),
    "csv": Form(row, "a row for spreadsheets", "text/csv", heading=HEADING),
    "text": Form(text, "a few lines for mail and chat", "text/plain", one_line=False),
}


ONE_A_LINE = tuple(name for name, form in ALERT_FORMATS.items() if form.one_line)
"""Those that a file of one alert a line takes."""


def from_origin(name: str, origin: Origin) -> AlertFormat:
    """The format of that name, for alerts that this origin sends."""
    return partial(_written, ALERT_FORMATS[name].write, origin)


def _written(write: Callable[[Alert, Origin], bytes], origin: Origin, alert: Alert) -> bytes:
    return write(alert, origin)
