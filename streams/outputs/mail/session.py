"""One session with a mail server: TLS, login, one mail, and who did not get it.

STARTTLS comes before anything else is said, unless the settings allow the clear. Once the server has answered the
mail, nothing that follows changes that: a goodbye that fails is no reason to mail again.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage

from msgspec import Struct

from streams.outputs.syslog.place import Place

ANSWER_S = 600.0
"""RFC 5321, 4.5.3.2.6: a server may look through a mail for that long before it answers; who gives up earlier mails
again what was taken, each time."""

GOODBYE_S = 2.0
"""The answer to QUIT is worth no wait."""

TOO_LARGE = 552
"""RFC 5321, 4.2.3, and RFC 1870: the mail exceeds what the server takes."""


class MailSettings(Struct, frozen=True, kw_only=True):
    """How mail goes out. `context` None: in the clear; `at_once`: TLS from the first byte, else by STARTTLS.

    `most` alerts stand in the body of one mail. `user` None: no login. `timeout_s` is for connecting and for each
    answer but that to the mail itself, which has `answer_s`.
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
    answer_s: float = ANSWER_S


class Answer(Struct, frozen=True):
    """What a server said: its code, and its words in one line; `to_mail` to the mail itself, else to a command."""

    code: int
    words: str
    to_mail: bool = False

    @property
    def passes(self) -> bool:
        """Whether it may be another one later (RFC 5321, 4.2.1)."""
        return self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


def answer_of(code: int, said: bytes | str, *, to_mail: bool = False) -> Answer:
    """The answer as the library has it."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Answer(code, " ".join(text.split()), to_mail)


def not_reached(settings: MailSettings, message: EmailMessage, recipients: Sequence[str]) -> dict[str, Answer]:
    """Mail it to these; those who did not get it, each with the answer. Raises SMTPException and OSError."""
    server = _connected(settings)
    try:
        left_out = server.send_message(message, settings.sender, recipients)
    except smtplib.SMTPDataError as error:
        return dict.fromkeys(recipients, answer_of(error.smtp_code, error.smtp_error, to_mail=True))
    except smtplib.SMTPRecipientsRefused as error:
        # After a 421 the library asks for no further recipient.
        last = list(error.recipients.values())[-1]
        return {one: answer_of(*error.recipients.get(one, last)) for one in recipients}
    finally:
        _end(server)
    return {one: answer_of(*said) for one, said in left_out.items()}


class _Patient(smtplib.SMTP):
    """Waits longer for the answer to a mail than for any other."""

    answer_s = ANSWER_S

    def data(self, msg: bytes | bytearray | memoryview | str) -> tuple[int, bytes]:  # type: ignore[override]
        """As the library's."""
        if self.sock is not None:
            self.sock.settimeout(max(self.answer_s, self.timeout))
        return super().data(msg)


class _PatientOverTls(_Patient, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _connected(settings: MailSettings) -> smtplib.SMTP:
    place = settings.place
    server: _Patient
    if settings.at_once and settings.context is not None:
        server = _PatientOverTls(
            place.host, place.port, settings.host, timeout=settings.timeout_s, context=settings.context
        )
    else:
        server = _Patient(place.host, place.port, settings.host, timeout=settings.timeout_s)
    server.answer_s = settings.answer_s
    try:
        if settings.context is not None and not settings.at_once:
            server.starttls(context=settings.context)
        if settings.user is not None:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _end(server: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE_S)
            server.quit()
    server.close()
