"""The sinks, by the word before the colon of an output: `file:alerts.ndjson`, `syslog+tls://siem.example:6514`."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS
from streams.outputs.file.kinds import FILE
from streams.outputs.http.kinds import bulk, splunk, webhook
from streams.outputs.http.sentinel_kind import SENTINEL
from streams.outputs.kafka.kinds import kafka
from streams.outputs.kind import Made, Prepared, SinkKind
from streams.outputs.mail.kinds import mail
from streams.outputs.refused import Refuse
from streams.outputs.settings import OutputSettings, shown_place
from streams.outputs.sink import Sink
from streams.outputs.syslog.kinds import SYSLOG_TCP, SYSLOG_TLS, SYSLOG_UDP

SINKS: Mapping[str, SinkKind] = {
    "file": FILE,
    "syslog+udp": SYSLOG_UDP,
    "syslog+tcp": SYSLOG_TCP,
    "syslog+tls": SYSLOG_TLS,
    "http": webhook("http"),
    "https": webhook("https"),
    "splunk+http": splunk("http"),
    "splunk+https": splunk("https"),
    "bulk+http": bulk("http"),
    "bulk+https": bulk("https"),
    "sentinel+https": SENTINEL,
    "kafka": kafka("kafka"),
    "kafka+tls": kafka("kafka+tls"),
    "smtp": mail("smtp"),
    "smtps": mail("smtps"),
}


def sink_of(settings: OutputSettings, origin: Origin, refuse: Refuse) -> Sink:
    """The sink of an output, not open yet. Raises ValueError for one that is none, OSError for files of its TLS."""
    kind, where = kind_of(settings)
    return SINKS[kind].make(Made(settings, where, origin, refuse))


def set_up(settings: OutputSettings) -> Prepared | None:
    """Prepare the receiver of an output; None where there is nothing to prepare. Raises ValueError and OSError."""
    kind, where = kind_of(settings)
    prepare = SINKS[kind].set_up
    return None if prepare is None else prepare(settings, where)


def kind_of(settings: OutputSettings) -> tuple[str, str]:
    """The kind of an output and what stands behind its colon. Raises ValueError with what there is."""
    name, colon, where = settings.to.partition(":")
    kind = SINKS.get(name)
    if not colon or not where or kind is None:
        # A slip in the kind of a URL must not bring its path into a log.
        begin = "/".join(settings.to.split("/", maxsplit=3)[:3]).rpartition("@")[2]
        msg = f"{begin!r} is no output; an output is KIND:WHERE, and the kinds are: {', '.join(SINKS)}"
        raise ValueError(msg)
    if settings.format not in ALERT_FORMATS:
        msg = f"no format {settings.format!r}; there are: {', '.join(kind.formats)}"
        raise ValueError(msg)
    if settings.format not in kind.formats:
        msg = f"{name} takes no format {settings.format!r}; it takes: {', '.join(kind.formats)}"
        raise ValueError(msg)
    problem = _for_another_kind(name, settings) or kind.problem(settings, where)
    if problem is not None:
        raise ValueError(problem)
    return name, where


_OWN = {
    name: tuple(each for each, kind in SINKS.items() if name in kind.own) for one in SINKS.values() for name in one.own
}
"""The kinds that make use of a setting, of those settings that few do."""


def _for_another_kind(kind: str, settings: OutputSettings) -> str | None:
    """A setting that does nothing for this kind is refused rather than ignored: somebody counts on it."""
    unset = OutputSettings()
    for name, kinds in _OWN.items():
        if kind not in kinds and getattr(settings, name) != getattr(unset, name):
            return f"{name} does nothing for {kind}: it is for {', '.join(kinds)}"
    return None


def formats_for(kind: str) -> tuple[str, ...]:
    """The formats that a kind of output takes."""
    return SINKS[kind].formats


def sink_name(to: str, form: str) -> str:
    """What an output without a name is called in its cursor: relative paths differ by the folder one starts in."""
    kind, _, where = to.partition(":")
    if kind == "file":
        return f"{form}:{Path(where).resolve()}"
    place = shown_place(to)
    # The name stands in logs, figures and files, where the path of a URL must not.
    told_apart = "" if place == to else f"#{hashlib.blake2b(to.encode(), digest_size=4).hexdigest()}"
    return f"{form}:{place}{told_apart}"
