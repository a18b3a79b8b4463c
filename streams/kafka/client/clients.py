"""What every Kafka client of Weir is given to get in: servers, TLS, user and password.

No client is made without these arguments, and a password leaves its secret only
here. Deliberately left out: what a client does with its connection (see where each is made).
"""

import logging
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

from streams.kafka.client.settings import KafkaSettings
from streams.secret import Secret

if TYPE_CHECKING:
    from streams.kafka.client.no_access import NoAccess

BOOTSTRAP_TIMEOUT_MS = 10_000
"""How long kafka-python looks for a broker that answers."""

MOST_SECRET_BYTES = 4_096
"""A file with more is no password."""

_TALKATIVE = ("aiokafka.conn", "kafka.net.connection", "kafka.protocol.parser")
"""These log at debug level all that is sent; with PLAIN, the password is among it."""


class ClientArguments(TypedDict):
    """Arguments that AIOKafkaProducer, AIOKafkaConsumer and kafka-python's clients have in common."""

    bootstrap_servers: str
    security_protocol: str
    ssl_context: ssl.SSLContext | None
    sasl_mechanism: NotRequired[str]
    sasl_plain_username: NotRequired[str]
    sasl_plain_password: NotRequired[str]


class BlockingArguments(ClientArguments):
    """Arguments of kafka-python's clients."""

    bootstrap_timeout_ms: int


def arguments(settings: KafkaSettings, servers: str | None = None) -> ClientArguments:
    """What an aiokafka client is given; `servers` instead of those of the settings. Raises NoAccess."""
    given = ClientArguments(
        bootstrap_servers=servers or settings.bootstrap_servers,
        security_protocol=settings.security_protocol,
        ssl_context=tls_context(settings),
    )
    if settings.authenticated:
        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(_above_debug)
        given["sasl_mechanism"] = settings.sasl_mechanism
        given["sasl_plain_username"] = settings.sasl_username or ""
        given["sasl_plain_password"] = _revealed(settings.sasl_password, settings.sasl_password_file) or ""
    return given


def blocking_arguments(
    settings: KafkaSettings, servers: str | None = None, *, within_ms: int = BOOTSTRAP_TIMEOUT_MS
) -> BlockingArguments:
    """What a client of kafka-python is given; `servers` instead of those of the settings. Raises NoAccess.

    `within_ms`: how long it tries to reach the first broker, in milliseconds.
    """
    return BlockingArguments(**arguments(settings, servers), bootstrap_timeout_ms=within_ms)


def _above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def tls_context(settings: KafkaSettings) -> ssl.SSLContext | None:
    """The TLS of all connections; None where there is none. Raises NoAccess for files that do not serve."""
    if not settings.encrypted:
        return None
    ca, certificate, key = settings.ssl_ca_file, settings.ssl_certificate_file, settings.ssl_key_file
    try:
        # At least TLS 1.2, by Python's own defaults; without `cafile`, the authorities of the system.
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ValueError) as error:
        msg = f"ssl_ca_file {ca}: {_reason(error)}; give the PEM file of the authority that signed the broker's"
        raise _no_access(msg) from error
    context.check_hostname = settings.ssl_check_hostname
    if certificate is not None:
        password = _revealed(settings.ssl_key_password, settings.ssl_key_password_file)
        try:
            # Without a password OpenSSL would ask for one at the terminal, and wait.
            context.load_cert_chain(certificate, key, password or "")
        except (OSError, ValueError) as error:
            msg = (
                f"ssl_certificate_file {certificate} with ssl_key_file {key or '(in the same file)'}:"
                f" {_reason(error)}; give the PEM files of one pair, and ssl_key_password_file if the key has one"
            )
            raise _no_access(msg) from error
    return context


def _revealed(secret: Secret | None, file: str | None) -> str | None:
    """The secret's text, or that of its file without the end of its line; None when there is neither."""
    if secret is not None:
        return secret.reveal()
    if file is None:
        return None
    try:
        with Path(file).open("rb") as opened:
            text = opened.read(MOST_SECRET_BYTES + 1)
        if len(text) <= MOST_SECRET_BYTES and (found := text.decode().rstrip("\r\n")):
            return found
    except OSError as error:
        msg = f"the password file {file} can't be read: {_reason(error)}"
        raise _no_access(msg) from error
    except UnicodeDecodeError:
        # Its own words hold the bytes.
        pass
    msg = f"the password file {file} holds no password: one line of UTF-8 text is wanted"
    raise _no_access(msg) from None


def _no_access(message: str) -> "NoAccess":
    from streams.kafka.client.no_access import NoAccess  # noqa: PLC0415 - 0.2 s, see there

    return NoAccess(message)


def _reason(error: OSError | ValueError) -> str:
    """What was wrong with a file, without its name: these errors of OpenSSL have none."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or "no PEM").replace("_", " ").lower()
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
