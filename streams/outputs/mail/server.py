"""Hands mails to a mail server.

What the server answers with 4xx is tried again (RFC 5321, 4.2.1), what it answers with 5xx is refused for good; a 5xx
to the greeting, the login or the sender is a matter of settings and holds the alerts. A recipient that is refused does
not keep the mail from the others, and one that is put off gets it later, alone.
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence

from streams.outputs.mail.message import Envelope, mail_of
from streams.outputs.mail.recipients import Recipients
from streams.outputs.mail.session import TOO_LARGE, Answer, MailSettings, answer_of, not_reached
from streams.outputs.refused import Refuse
from streams.outputs.sink import NotTaken, Outgoing, TryLater

_log = logging.getLogger(__name__)


class MailBarred(NotTaken):
    """The server won't have us, or not without what the settings forbid: a person must look."""


class Mail:
    """Mails alerts: all that it is given at once in one mail, a digest where there are several."""

    def __init__(
        self,
        settings: MailSettings,
        refuse: Refuse,
        *,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._refuse = refuse
        self._clock = clock
        self._recipients = Recipients(settings.recipients, monotonic)

    def open(self, length: int | None) -> None:
        """Nothing is asked of the server before there is an alert."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Send one mail. Raises TryLater for what time mends, MailBarred for what a person must."""
        taken = 0
        for mail, recipients in self._recipients.mails(outgoing):
            try:
                self._mailed(mail, recipients)
            except (smtplib.SMTPException, OSError) as error:
                meant = self._meant(error)
                meant.taken = taken
                raise meant from error
            taken += len(mail)
        return 0

    def close(self) -> None:
        """No connection is kept: alerts are rare, and servers drop who is idle."""

    def _mailed(self, mail: list[Outgoing], recipients: Sequence[str]) -> None:
        settings = self._settings
        message = mail_of(
            mail, Envelope(settings.sender, settings.recipients, settings.host), most=settings.most,
            time_s=self._clock(),
        )  # fmt: skip
        left_out = not_reached(settings, message, recipients)
        self._recipients.reached(one for one in recipients if one not in left_out)
        put_off = [one for one, answer in left_out.items() if answer.passes]
        if len(left_out) == len(recipients) and not self._recipients.somebody_has(mail):
            self._nobody_got(mail, left_out, put_off)
            return
        waited_for = self._recipients.waited_for(put_off)
        for recipient, answer in left_out.items():
            if recipient not in waited_for:
                _log.error("%s: %s got no mail, others did: %s", settings.place, recipient, answer)
        self._recipients.lacks(mail, waited_for)
        if waited_for:
            told = f"{waited_for[0]} is put off, others have it: {left_out[waited_for[0]]}"
            raise TryLater(0, told, str(settings.place))

    def _nobody_got(self, mail: list[Outgoing], left_out: dict[str, Answer], put_off: Sequence[str]) -> None:
        """Raise TryLater where that may pass, for any of them; else keep the alerts as refused."""
        place = str(self._settings.place)
        if put_off:
            raise TryLater(0, str(left_out[put_off[0]]), place)
        first = next(iter(left_out.values()))
        if len(mail) > 1 and first.code == TOO_LARGE:
            # What comes after a failure begins with one alert.
            raise TryLater(0, f"{first} (a mail of {len(mail)} alerts; tried again with fewer)", place)
        said = str(first) if first.to_mail else "; ".join(f"{one}: {answer}" for one, answer in left_out.items())
        for one in mail:
            self._refuse(one, said)

    def _meant(self, error: smtplib.SMTPException | OSError) -> NotTaken:
        """What an error says of trying again."""
        place = str(self._settings.place)
        if isinstance(error, NotTaken):
            return error
        if (barred := _barred(error)) is not None:
            return MailBarred(0, barred, place)
        if isinstance(error, smtplib.SMTPResponseException):
            answer = answer_of(error.smtp_code, error.smtp_error)
            return TryLater(0, str(answer), place) if answer.passes else MailBarred(0, str(answer), place)
        return TryLater(0, str(error) or type(error).__name__, place)


def _barred(error: smtplib.SMTPException | OSError) -> str | None:
    """What a person must mend, where the server's answer does not say it; None where it is nothing of the kind."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not believed: {error.verify_message}"
    if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
        return "this port does not begin with TLS: smtps does, smtp has STARTTLS"
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return f"{error} (starttls = false sends in the clear)"
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:
        # The library's own words for no login at all, and for none of the ways that it knows.
        return f"it takes no login of ours: {error} Where it wants none, leave user away"
    return None
