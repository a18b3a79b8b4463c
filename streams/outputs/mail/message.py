"""One mail of one or of many alerts, whose headers no name can break out of.

A subject is cleaned text in one line, so no header can be added to it; the library encodes the rest. The Message-ID is
made of alert and revision, so a mail sent twice is one to a mail program, and the revisions of an alert are a thread.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgspec import Struct

from schemas.formats.alerts.parts.clean import clean, cut
from streams.outputs.settings import LEVELS
from streams.outputs.sink import Outgoing

SUBJECT_BYTES = 200
"""Mail programs show some sixty characters of a subject; a title fits."""

RULE = "\n\n" + "-" * 60 + "\n\n"


class Envelope(Struct, frozen=True):
    """From whom and to whom; `domain` ends the Message-ID."""

    sender: str
    recipients: tuple[str, ...]
    domain: str


def mail_of(outgoing: Sequence[Outgoing], envelope: Envelope, *, most: int, time_s: float) -> EmailMessage:
    """A mail of these alerts, one at least; `most` of them stand in its body, the gravest first.

    `time_s` is the time of sending, seconds UTC.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = ", ".join(envelope.recipients)
    message["Date"] = format_datetime(datetime.fromtimestamp(time_s, UTC))
    message["Auto-Submitted"] = "auto-generated"
    if len(outgoing) == 1:
        _one(message, outgoing[0], envelope.domain)
    else:
        _digest(message, outgoing, envelope.domain, most)
    return message


def _one(message: EmailMessage, one: Outgoing, domain: str) -> None:
    alert = one.alert
    message["Subject"] = _subject(f"[Weir] {alert.level.upper()} {alert.title}")
    message["Message-ID"] = _id(f"{alert.id}.{alert.revision}", domain)
    if alert.revision > 1 and not alert.released:
        first, last = _id(f"{alert.id}.1", domain), _id(f"{alert.id}.{alert.revision - 1}", domain)
        message["In-Reply-To"] = last
        message["References"] = first if first == last else f"{first} {last}"
    message["X-Weir-Alert"] = _word(alert.id)
    message["X-Weir-Revision"] = str(alert.revision)
    message.set_content(_text(one))


def _digest(message: EmailMessage, outgoing: Sequence[Outgoing], domain: str, most: int) -> None:
    gravest = sorted(outgoing, key=lambda one: -one.alert.severity)
    count = {level: sum(one.alert.level == level for one in outgoing) for level in reversed(LEVELS)}
    counted = ", ".join(f"{number} {level}" for level, number in count.items() if number)
    message["Subject"] = _subject(f"[Weir] {len(outgoing)} alerts: {counted}")
    each = "\n".join(f"{one.alert.id}.{one.alert.revision}" for one in outgoing)
    message["Message-ID"] = _id(f"digest.{hashlib.blake2b(each.encode(), digest_size=16).hexdigest()}", domain)
    message["X-Weir-Alerts"] = str(len(outgoing))
    body = RULE.join(_text(one) for one in gravest[:most])
    if len(gravest) > most:
        more = len(gravest) - most
        body += f"{RULE}{more} more, of {gravest[most].alert.level} and below: see `weir alerts list`."
    message.set_content(body)


def _text(one: Outgoing) -> str:
    """The lines of the format, without what mail can't carry."""
    return "\n".join(clean(line) for line in one.body.decode("utf-8", "replace").split("\n"))


def _subject(text: str) -> str:
    return cut(clean(text), SUBJECT_BYTES)


def _id(left: str, domain: str) -> str:
    return f"<{_word(left)}@{_word(domain)}>"


def _word(text: str) -> str:
    """What an id of a message may hold (RFC 5322's dot-atom, and less)."""
    return "".join(each if each.isascii() and (each.isalnum() or each in ".-") else "-" for each in text) or "weir"
