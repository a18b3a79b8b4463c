"""The kinds of outputs that are syslog: over UDP, TCP and TLS."""

from collections.abc import Callable

from schemas.formats.alerts.siem.syslog import framed_3164, framed_5424, structured_at
from streams.outputs.kind import Made, SinkKind
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing, Sink
from streams.outputs.syslog.datagrams import SyslogDatagrams
from streams.outputs.syslog.place import place_of
from streams.outputs.syslog.stream import SyslogStream
from streams.outputs.tls import context_of, tls_of


def _udp(made: Made) -> Sink:
    return SyslogDatagrams(place_of(made.where, 514), _enveloped(made))


def _tcp(made: Made) -> Sink:
    settings = made.settings
    return SyslogStream(
        place_of(made.where, 601), _enveloped(made), framing=settings.framing, timeout_s=settings.timeout_s
    )


def _tls(made: Made) -> Sink:
    settings = made.settings
    return SyslogStream(
        place_of(made.where, 6_514), _enveloped(made), framing=settings.framing, timeout_s=settings.timeout_s,
        tls=context_of(tls_of(settings)),
    )  # fmt: skip


def _enveloped(made: Made) -> Callable[[Outgoing, float], bytes]:
    """What makes a syslog message of an alert. `rfc5424` brings its header itself, with the time of sending."""
    origin = made.origin
    if made.settings.format == "rfc5424":
        return lambda one, sent_s: structured_at(one.alert, origin, sent_s)
    if made.settings.header == "rfc5424":
        return lambda one, sent_s: framed_5424(one.alert, one.body, origin, sent_s)
    if made.settings.header == "rfc3164":
        return lambda one, sent_s: framed_3164(one.alert, one.body, origin, sent_s)
    return lambda one, _sent_s: one.body


def _problem(_settings: OutputSettings, where: str) -> str | None:
    try:
        place_of(where, 514)
    except ValueError as error:
        return str(error)
    return None


SYSLOG_UDP = SinkKind(_udp, _problem)
SYSLOG_TCP = SinkKind(_tcp, _problem)
SYSLOG_TLS = SinkKind(_tls, _problem)
