"""Hands mails to a mail server: STARTTLS before anything else is said, unless the settings allow the clear.

What the server answers with 4xx is tried again (RFC 5321, 4.2.1), what it answers with 5xx is refused for good; a 5xx
to the greeting, the login or the sender is a matter of settings and holds the alerts. A recipient that is refused does
not keep the mail from the others.
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage

from msgspec import Struct

from streams.outputs.mail.message import Envelope, mail_of
from streams.outputs.refused import Refuse
from streams.outputs.sink import Outgoing, TryLater
from streams.outputs.syslog.place import Place

_log = logging.getLogger(__name__)


class MailBarred(OSError):
    """The server won't have us, or not without what the settings forbid: a person must look."""


class MailSettings(Struct, frozen=True, kw_only=True):
    """How mail goes out. `context` None: in the clear; `at_once`: TLS from the first byte, else by STARTTLS.

    `most` alerts stand in the body of one mail. `user` None: no login.
    """

    place: Place
    sender: str
    recipients: tuple[str, ...]
    host: str
    context: ssl.SSLContext | None
    at_once: bool = False
    user: str | None = None
    password: str = ""
    most: int = 20
    timeout_s: float = 10.0


class Mail:
    """Mails alerts: all that it is given at once in one mail, a digest where there are several."""

    def __init__(self, settings: MailSettings, refuse: Refuse, *, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._refuse = refuse
        self._clock = clock

    def open(self, length: int | None) -> None:
        """Nothing is asked of the server before there is an alert."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Send one mail. Raises TryLater for what time mends, MailBarred for what a person must."""
        if not outgoing:
            return 0
        settings = self._settings
        message = mail_of(
            outgoing, Envelope(settings.sender, settings.recipients, settings.host), most=settings.most,
            time_s=self._clock(),
        )  # fmt: skip
        try:
            refusal = self._sent(message)
        except (smtplib.SMTPException, OSError) as error:
            raise self._meant(error) from error
        for one in outgoing if refusal is not None else ():
            self._refuse(one, refusal or "")
        return 0

    def close(self) -> None:
        """No connection is kept: alerts are rare, and servers drop who is idle."""

    def _sent(self, message: EmailMessage) -> str | None:
        """Send it; the server's answer where it refuses the mail for good, None where it took it."""
        with self._connected() as server:
            try:
                left_out = server.send_message(message, self._settings.sender, self._settings.recipients)
            except smtplib.SMTPDataError as error:
                if _passes(error.smtp_code):
                    raise
                return _said(error.smtp_code, error.smtp_error)
            except smtplib.SMTPRecipientsRefused as error:
                # Of these no one got it: again, where it may pass for any of them.
                for code, why in error.recipients.values():
                    if _passes(code):
                        raise TryLater(0, _said(code, why), str(self._settings.place)) from error
                return "; ".join(f"{to}: {_said(*answer)}" for to, answer in error.recipients.items())
        for recipient, answer in left_out.items():
            _log.error("%s: %s got no mail, others did: %s", self._settings.place, recipient, _said(*answer))
        return None

    def _connected(self) -> smtplib.SMTP:
        settings, place = self._settings, self._settings.place
        if settings.at_once and settings.context is not None:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                place.host, place.port, settings.host, timeout=settings.timeout_s, context=settings.context
            )
        else:
            server = smtplib.SMTP(place.host, place.port, settings.host, timeout=settings.timeout_s)
        try:
            if settings.context is not None and not settings.at_once:
                server.starttls(context=settings.context)
            if settings.user is not None:
                server.login(settings.user, settings.password)
        except BaseException:
            server.close()
            raise
        return server

    def _meant(self, error: smtplib.SMTPException | OSError) -> OSError:
        """What an error says of trying again."""
        place = str(self._settings.place)
        if isinstance(error, TryLater | MailBarred):
            return error
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailBarred(0, f"its certificate is not believed: {error.verify_message}", place)
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return MailBarred(0, f"{error} (starttls = false sends in the clear)", place)
        if isinstance(error, smtplib.SMTPResponseException):
            said = _said(error.smtp_code, error.smtp_error)
            return TryLater(0, said, place) if _passes(error.smtp_code) else MailBarred(0, said, place)
        return TryLater(0, str(error) or type(error).__name__, place)


def _passes(code: int) -> bool:
    """Whether an answer may be another one later."""
    return code < 500


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"
