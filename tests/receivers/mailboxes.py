"""A real mail server that fails as it is told, and a count of the alerts in the mails that it took."""

import asyncio
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from streams.outputs.mail.message import RULE
from streams.outputs.settings import OutputSettings
from tests.receivers.outages import TIMEOUT_S, Key, Outage, Taken

SOC, OT = "soc@plant.example", "ot@plant.example"

_LAST_LINE = re.compile(r"alert (\S+), revision (\d+), told by ")


class Mailboxes(Taken):
    """Takes mails of one alert and digests; has its `fault` while there is an outage."""

    def __init__(self, fault: str | None = None, outage: Outage | None = None, *, pause_s: float = 0.0) -> None:
        super().__init__()
        self.pause_s = pause_s
        """Between taking a mail and its answer, so that a kill falls there."""
        self.fault = fault
        self.outage = outage
        self.mails: dict[Key, set[str]] = {}
        """Of each alert that had a mail of its own, the Message-IDs."""
        self.reached: dict[str, list[Key]] = {SOC: [], OT: []}
        """What each recipient has got, repetitions too."""

    def take(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        blocks = str(mail.get_content()).replace("\r\n", "\n").split(RULE)
        for block in blocks:
            found = _LAST_LINE.search(block)
            assert found is not None, block
            key = found[1], int(found[2])
            self.add(key, block.strip().encode())
            if mail["X-Weir-Alert"] is not None:
                assert (mail["X-Weir-Alert"], mail["X-Weir-Revision"]) == (key[0], str(key[1]))
                self.mails.setdefault(key, set()).add(mail["Message-ID"])
            for recipient in envelope.rcpt_tos:
                self.reached[recipient].append(key)

    def _fails(self, *faults: str) -> bool:
        return self.fault in faults and self.outage is not None and self.outage.on

    async def handle_MAIL(  # noqa: N802 - the library's names
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._fails("answers 421 to the sender"):
            return "421 4.3.2 shutting down"
        if self._fails("closes amid the transaction"):
            _hang_up(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._fails("answers 450 to all recipients"):
            return "450 4.2.0 grey-listed"
        if address == OT and self._fails("answers 452 to one recipient"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._fails("answers 451 to the mail"):
            return "451 4.3.0 later"
        self.take(envelope)
        if self._fails("closes before it answers"):
            _hang_up(server)
        if self._fails("is slower than the time-out"):
            await asyncio.sleep(TIMEOUT_S * 1.2)
        await asyncio.sleep(self.pause_s)
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return "421 4.3.2 shutting down" if self._fails("answers 421 to the goodbye") else "221 Bye"


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


def mail_settings(port: int, *recipients: str) -> OutputSettings:
    """In the clear, every alert of a digest in its body."""
    return OutputSettings(
        to=f"smtp://127.0.0.1:{port}", format="text", mail_from="weir@plant.example", mail_to=recipients or (SOC, OT),
        mail_alerts=1_000, starttls=False, timeout_s=TIMEOUT_S,
    )  # fmt: skip
