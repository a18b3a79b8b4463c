"""The kinds of outputs that are e-mail: `smtp://HOST:587` with STARTTLS, `smtps://HOST:465`."""

import re
from functools import partial

from streams.outputs.kind import Made, SinkKind
from streams.outputs.mail.server import Mail
from streams.outputs.mail.session import MailSettings
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Sink
from streams.outputs.syslog.place import place_of
from streams.outputs.tls import context_of, tls_of
from streams.secret import secret_text

PORTS = {"smtp": 587, "smtps": 465}
"""RFC 6409 (submission) and RFC 8314 (submission over TLS)."""

_ADDRESS = re.compile(r"[^\s<>\",;:\\@()\x00-\x20\x7f]+@[A-Za-z0-9.-]+")


def _mail(kind: str, made: Made) -> Sink:
    settings = made.settings
    password = secret_text(settings.password, settings.password_file)
    return Mail(
        MailSettings(
            place=place_of(made.where, PORTS[kind]), sender=settings.mail_from, recipients=settings.mail_to,
            host=made.origin.host, context=context_of(tls_of(settings)) if settings.starttls else None,
            at_once=kind == "smtps", user=settings.user, password=password or "", most=settings.mail_alerts,
            timeout_s=settings.timeout_s,
        ),
        made.refuse,
    )  # fmt: skip


def _problem(kind: str, settings: OutputSettings, where: str) -> str | None:
    try:
        place_of(where, PORTS[kind])
    except ValueError as error:
        return str(error)
    if kind == "smtps" and not settings.starttls:
        return "starttls = false does nothing for smtps, which is TLS from the first byte"
    return _address_problem(settings) or _login_problem(settings)


def _address_problem(settings: OutputSettings) -> str | None:
    if not settings.mail_from or not settings.mail_to:
        return 'mail needs mail_from = "weir@example.org" and mail_to = ["soc@example.org"]'
    for address in (settings.mail_from, *settings.mail_to):
        if not _ADDRESS.fullmatch(address):
            return f"{address!r} is no address; one is like soc@example.org, without a name beside it"
    return None


def _login_problem(settings: OutputSettings) -> str | None:
    if (settings.user is None) != (settings.password is None and settings.password_file is None):
        return "user needs password_file, and the other way round"
    if settings.user is not None and not settings.starttls:
        return "user needs TLS: starttls = false would send the password in the clear"
    return None


_OWN = frozenset({"mail_from", "mail_to", "mail_alerts", "starttls", "user", "password", "password_file"})


def mail(kind: str) -> SinkKind:
    """E-mail by `smtp` or `smtps`."""
    return SinkKind(partial(_mail, kind), partial(_problem, kind), ("text",), own=_OWN)
