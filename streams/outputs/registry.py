"""The sinks, by the word before the colon of an output: `file:alerts.ndjson`, `syslog+tls://siem.example:6514`."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from msgspec import Struct

from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS
from schemas.formats.alerts.siem.syslog import framed_3164, framed_5424, structured_at
from streams.outputs.file.alert_file import AlertFile
from streams.outputs.http.bulk import Bulk
from streams.outputs.http.posting import Posting
from streams.outputs.http.splunk import SplunkCollector
from streams.outputs.http.webhook import Webhook
from streams.outputs.refused import Refuse
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing, Sink
from streams.outputs.syslog.datagrams import SyslogDatagrams
from streams.outputs.syslog.place import place_of
from streams.outputs.syslog.stream import SyslogStream
from streams.outputs.tls import TlsSettings, context_of
from streams.secret import Secret


class Made(Struct, frozen=True):
    """What a sink is made of: its settings, what stands behind the colon, who sends, and who takes what is refused."""

    settings: OutputSettings
    where: str
    origin: Origin
    refuse: Refuse


def _file(made: Made) -> Sink:
    return AlertFile(Path(made.where))


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
        tls=context_of(_tls_of(settings)),
    )  # fmt: skip


def _webhook(scheme: str, made: Made) -> Sink:
    url = _url(scheme, made.where)
    secret = _text(made.settings.secret, made.settings.secret_file)
    return Webhook(
        posting_of(made.settings, url), url, made.refuse,
        media_type=ALERT_FORMATS[made.settings.format].media_type, headers=headers_of(made.settings, "Bearer"),
        secret=None if secret is None else secret.encode(),
    )  # fmt: skip


def _splunk(scheme: str, made: Made) -> Sink:
    url = _url(scheme, made.where)
    return SplunkCollector(
        posting_of(made.settings, url), url, made.refuse, headers=headers_of(made.settings, "Splunk"),
        acknowledged=made.settings.acknowledged,
    )  # fmt: skip


def _bulk(scheme: str, made: Made) -> Sink:
    url = _url(scheme, made.where)
    posting = posting_of(made.settings, url)
    return Bulk(posting, url, made.settings.index, made.refuse, headers=headers_of(made.settings, "ApiKey"))


SINKS: Mapping[str, Callable[[Made], Sink]] = {
    "file": _file,
    "syslog+udp": _udp,
    "syslog+tcp": _tcp,
    "syslog+tls": _tls,
    "http": partial(_webhook, "http"),
    "https": partial(_webhook, "https"),
    "splunk+http": partial(_splunk, "http"),
    "splunk+https": partial(_splunk, "https"),
    "bulk+http": partial(_bulk, "http"),
    "bulk+https": partial(_bulk, "https"),
}

FORMATS_OF = {"splunk": ("hec",), "bulk": ("ecs",)}
"""The formats that a receiver takes, by the begin of the kind; any other takes all, a file those of one line."""


def sink_of(settings: OutputSettings, origin: Origin, refuse: Refuse) -> Sink:
    """The sink of an output, not open yet. Raises ValueError for one that is none, OSError for files of its TLS."""
    kind, where = kind_of(settings)
    return SINKS[kind](Made(settings, where, origin, refuse))


def kind_of(settings: OutputSettings) -> tuple[str, str]:
    """The kind of an output and what stands behind its colon. Raises ValueError with what there is."""
    kind, colon, where = settings.to.partition(":")
    if not colon or not where or kind not in SINKS:
        msg = f"{settings.to!r} is no output; an output is KIND:WHERE, and the kinds are: {', '.join(SINKS)}"
        raise ValueError(msg)
    form = ALERT_FORMATS.get(settings.format)
    if form is None:
        msg = f"no format {settings.format!r}; there are: {', '.join(formats_for(kind))}"
        raise ValueError(msg)
    if settings.format not in formats_for(kind):
        msg = f"{kind} takes no format {settings.format!r}; it takes: {', '.join(formats_for(kind))}"
        raise ValueError(msg)
    if kind.startswith("syslog"):
        place_of(where, 514)
    elif kind != "file":
        _url(kind.rpartition("+")[2], where)
    return kind, where


def formats_for(kind: str) -> tuple[str, ...]:
    """The formats that a kind of output takes."""
    only = FORMATS_OF.get(kind.partition("+")[0])
    if only is not None:
        return only
    one_line = kind == "file" or kind.startswith("syslog")
    return tuple(name for name, form in ALERT_FORMATS.items() if form.one_line or not one_line)


def sink_name(to: str, form: str) -> str:
    """What an output without a name is called in its cursor: relative paths differ by the folder one starts in."""
    kind, _, where = to.partition(":")
    return f"{form}:{Path(where).resolve()}" if kind == "file" else f"{form}:{to}"


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


def _tls_of(settings: OutputSettings) -> TlsSettings:
    return TlsSettings(ca_file=settings.ca_file, cert_file=settings.cert_file, key_file=settings.key_file)


def _url(scheme: str, where: str) -> str:
    url = f"{scheme}:{where}"
    try:
        parts = urlsplit(url)
        wrong = not where.startswith("//") or not parts.hostname or parts.username or (parts.port or 1) < 1
    except ValueError:
        wrong = True
    if wrong:
        msg = f"{url!r} is no URL; one is like {scheme}://HOST:PORT/PATH, without a user in it"
        raise ValueError(msg)
    return url


def posting_of(settings: OutputSettings, url: str) -> Posting:
    """Requests to the host of a URL, with the TLS and the time-out of an output. Raises OSError for files of TLS."""
    verify = context_of(_tls_of(settings)) if url.startswith("https:") else True
    client = httpx.Client(verify=verify, timeout=settings.timeout_s, follow_redirects=False)
    parts = urlsplit(url)
    # A webhook's secret is often its path: errors name the host alone.
    return Posting(client, f"{parts.scheme}://{parts.netloc}")


def headers_of(settings: OutputSettings, scheme: str) -> dict[str, str]:
    """The headers of each request; the token stands behind `scheme`. Raises OSError for its file."""
    token = _text(settings.token, settings.token_file)
    return {**settings.headers, **({} if token is None else {"authorization": f"{scheme} {token}"})}


def _text(secret: Secret | None, path: str | None) -> str | None:
    """The text of a secret, or of the first line of its file. Raises OSError with the file's name."""
    if secret is not None:
        return secret.reveal()
    return None if path is None else Path(path).read_text(encoding="utf-8").partition("\n")[0].strip()
