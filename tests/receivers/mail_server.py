"""A real mail server of the test's own: aiosmtpd with STARTTLS and a login, which answers as it is told."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from trustme import CA

from tests.receivers.rsyslog import free_port

USER, PASSWORD = b"weir", b"open sesame"


class MailServer:
    """What came in, oldest first; `answer` to the mail and `answer_to` to a recipient are None where they are taken."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.answer: str | None = None
        self.answer_to: Callable[[str], str | None] = lambda _address: None
        self.port = free_port()
        self.over_tls: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refused = self.answer_to(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer is not None:
            return self.answer
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.envelopes.append(envelope)
        transport = server.transport
        self.over_tls.append(transport is not None and transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


def _login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    taken = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=taken, handled=False)


@contextmanager
def mail_server(
    folder: Path | None, *, name: str = "localhost", login: bool = True, at_once: bool = False
) -> Iterator[MailServer]:
    """A server on a free port; its authority lies in `folder` as ca.pem. `folder` None: without TLS and login.

    `at_once`: TLS from the first byte, else by STARTTLS.
    """
    server = MailServer()
    more: dict[str, Any] = {}
    if folder is not None:
        authority = CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        more = {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
        if login:
            # The library takes only what began with STARTTLS for TLS: without that it must not ask for it.
            more |= {"authenticator": _login, "auth_required": not at_once, "auth_require_tls": not at_once}
    with serving(server, server.port, **more):
        yield server


@contextmanager
def serving(handler: object, port: int, **more: Any) -> Iterator[None]:
    """A server with a handler of one's own on a port of this host."""
    controller = Controller(handler, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
