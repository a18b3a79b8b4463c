"""Settings of one output of alerts. Pure: nothing here opens a file or a connection."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from schemas.alert import Alert, Level
from schemas.attack import AlertKind
from schemas.formats.alerts.parts.origin import LOCAL4
from streams.secret import Secret

LEVELS: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")

File = Annotated[str, Meta(min_length=1)]

Constants = dict[Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], str | int | float | bool]

TemplateName = Literal["slack", "teams", "jira", "servicenow", "servicenow-events", "pagerduty"]

Seconds = Annotated[float, Meta(gt=0.0, le=3_600.0)]


class OutputSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One output: `to` is KIND:WHERE, such as `syslog+tls://siem.example:6514`; `format` how an alert is written.

    Which alerts: those of `level` and above, of `kinds`, `sites` and `zones` (of either end; empty: all), every
    revision or with `revisions = "first"` the first of each alert; with `withheld` also what the day's budget holds
    back. Syslog has `header`, `framing`, `facility` and
    `enterprise`; `host` is how the sender calls itself, None: this host's name. TLS believes `ca_file`, None: the
    system's authorities, and shows `cert_file` with `key_file`. Over HTTP `token` or `token_file` is what the receiver
    knows us by, `secret` or `secret_file` signs webhooks, `headers` come with each request. `index` is the data stream
    of a bulk output; `acknowledged` waits for Splunk's indexers. `refused_file` takes what the receiver refuses for
    good; None: a file named after the output, in the state folder, or in the working folder of `weir forward`.
    A heartbeat goes out each `heartbeat_every_s` (None: never), and its receipt is waited for `heartbeat_within_s`.

    A webhook's body is made by `template`, one that comes with Weir, or by `template_file`. `fields` are the same in
    each alert: constants of a template, or of a JSON format where it keeps what is not its own. `rename` moves values
    of `ndjson` to names of the top level, by their paths: `{"initiator.ip" = "source_ip"}`.

    Mail goes from `mail_from` to all of `mail_to`, `mail_alerts` of a digest in its body, in the clear only where
    `starttls` is false. `user` with `password` or `password_file` is a login, of mail and of Kafka
    (`sasl_mechanism`). Sentinel knows us by `tenant`, `client` and `secret`; `login_url` and `scope` are of another
    cloud of Azure than the public one. A file is renamed at its `rotate_mb`, None: never, and `rotate_keep` are kept.
    It is given `batch` at once, not more often than each `every_s`; what exceeds `at_most_per_minute` goes out as one
    digest when the minute is over, but for critical alerts, which never wait.
    """

    to: str = ""
    format: str = "ndjson"
    level: Level = "info"
    kinds: tuple[AlertKind, ...] = ()
    sites: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    revisions: Literal["all", "first"] = "all"
    withheld: bool = False
    header: Literal["rfc5424", "rfc3164", "none"] = "rfc5424"
    framing: Literal["octets", "newline"] = "octets"
    facility: Annotated[int, Meta(ge=0, le=23)] = LOCAL4
    enterprise: Annotated[int, Meta(ge=1)] = 32_473
    host: str | None = None
    ca_file: File | None = None
    cert_file: File | None = None
    key_file: File | None = None
    token: Secret | None = None
    token_file: File | None = None
    secret: Secret | None = None
    secret_file: File | None = None
    headers: dict[str, str] = {}
    index: str = "alerts-weir"
    acknowledged: bool = False
    timeout_s: Seconds = 10.0
    refused_file: File | None = None
    heartbeat_every_s: Annotated[float, Meta(ge=1.0, le=86_400.0)] | None = None
    heartbeat_within_s: Annotated[float, Meta(ge=1.0, le=86_400.0)] = 60.0
    template: TemplateName | None = None
    template_file: File | None = None
    fields: Constants = {}
    rename: dict[File, File] = {}
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    mail_alerts: Annotated[int, Meta(ge=1, le=1_000)] = 20
    starttls: bool = True
    user: File | None = None
    password: Secret | None = None
    password_file: File | None = None
    sasl_mechanism: str = "SCRAM-SHA-512"
    tenant: File | None = None
    client: File | None = None
    login_url: str = "https://login.microsoftonline.com"
    scope: str = "https://monitor.azure.com/.default"
    rotate_mb: Annotated[float, Meta(gt=0.0, le=1_000_000.0)] | None = None
    rotate_keep: Annotated[int, Meta(ge=1, le=10_000)] = 10
    every_s: Annotated[float, Meta(ge=0.0, le=86_400.0)] = 0.0
    batch: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    at_most_per_minute: Annotated[int, Meta(ge=1)] | None = None

    def wants(self, alert: Alert) -> bool:
        """Whether this revision goes out here."""
        if LEVELS.index(alert.level) < LEVELS.index(self.level):
            return False
        if alert.unsent and not self.withheld:
            return False
        if self.revisions == "first" and alert.revision > 1 and not alert.released:
            return False
        zones = {party.zone for party in (alert.initiator, alert.responder) if party is not None}
        return (
            (not self.kinds or alert.kind in self.kinds)
            and (not self.sites or alert.site in self.sites)
            and (not self.zones or bool(zones & set(self.zones)))
        )


def shown_place(to: str) -> str:
    """Where alerts go, without the path of a URL, which is often as good as a password."""
    kind, _, where = to.partition(":")
    if kind.rpartition("+")[2] not in {"http", "https"}:
        return to
    try:
        return f"{kind}://{urlsplit(f'x:{where}').netloc.rpartition('@')[2]}"
    except ValueError:
        return kind


def shown(settings: OutputSettings) -> OutputSettings:
    """The settings as they may be shown: without the path of a URL, and without what its headers say."""
    place = shown_place(settings.to)
    return msgspec.structs.replace(
        settings,
        to=settings.to if place == settings.to.rstrip("/") else f"{place}/***",
        headers=dict.fromkeys(settings.headers, "***"),
    )


def problems(settings: OutputSettings) -> list[str]:
    """What contradicts itself, a sentence each."""
    to_file, beats = settings.to.startswith("file:"), settings.heartbeat_every_s is not None
    wrong = {
        "to is missing: KIND:WHERE, such as file:alerts.ndjson": not settings.to,
        **{
            f"{one} and {one}_file are both set: leave one away": (
                getattr(settings, one) is not None and getattr(settings, f"{one}_file") is not None
            )
            for one in ("token", "secret", "password", "template")
        },
        "format does nothing with a template, which writes the body: leave it away": (
            templated(settings) and settings.format != "ndjson"
        ),
        "key_file needs cert_file, whose key it is": settings.key_file is not None and settings.cert_file is None,
        "heartbeat_every_s is for outputs over a network; a file would only grow by it": beats and to_file,
        "heartbeat_within_s is shorter than every_s, for which a heartbeat may have to wait": (
            beats and settings.every_s > settings.heartbeat_within_s
        ),
        "at_most_per_minute is for outputs that people read as they come: a file takes all": (
            settings.at_most_per_minute is not None and to_file
        ),
    }
    return [sentence for sentence, is_so in wrong.items() if is_so]


def templated(settings: OutputSettings) -> bool:
    """Whether a template writes the bodies."""
    return settings.template is not None or settings.template_file is not None
