"""Whether Kafka lets us in, and if not, why: one connection, one try, and words that say what to do.

This knows nothing of topics, and stays quiet where trying again may help. The
clients themselves try again for ever, or say only that they found no broker.
"""

import asyncio
import contextlib
import ssl

from aiokafka.conn import AIOKafkaConnection, collect_hosts
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    RequestTimedOutError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from streams.kafka.client.clients import arguments
from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings

TRY_MS = 5_000
"""How long one server may take to answer; then it is taken as away, not as one that refuses."""


ASK_MS = 3_000
"""How long a server may take to say that it is there: longer than a pause of its garbage collection."""

CLOSE_WITHIN_S = 1.0
"""How long a broker may take to take leave; TLS waits for its answer."""


def check_access(settings: KafkaSettings, servers: str | None = None) -> None:
    """Try to get in once. Raises NoAccess when no server lets us in and one of them says why.

    `servers` instead of those of the settings. Not to be called in a running event loop.
    """
    is_let_in(settings, servers)


def is_let_in(settings: KafkaSettings, servers: str | None = None) -> bool:
    """The same, and whether a server lets us in; False: none is there, or none says why it does not."""
    given = dict(arguments(settings, servers))
    let_in, reasons = asyncio.run(_tried(str(given.pop("bootstrap_servers")), settings, given))
    if reasons:
        raise NoAccess(reasons[0])
    return let_in


class Caller:
    """Asks Kafka's servers again and again whether they are there, over one connection that is kept."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._connection: AIOKafkaConnection | None = None

    async def answers(self) -> bool:
        """Whether a server answers, be it by refusing us: the one that did last, else any."""
        try:
            given = dict(arguments(self._settings))
        except NoAccess:
            # A file of keys that is being replaced says nothing of the servers.
            return True
        if self._connection is not None and await self._asked(self._connection):
            return True
        for host, port, _ in collect_hosts(str(given.pop("bootstrap_servers"))):
            await self.close()
            connection = AIOKafkaConnection(host, port, client_id="weir-presence", request_timeout_ms=ASK_MS, **given)
            self._connection = connection
            if await self._asked(connection, first=True):
                return True
        return False

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await _ended(connection)

    @staticmethod
    async def _asked(connection: AIOKafkaConnection, *, first: bool = False) -> bool:
        try:
            async with asyncio.timeout(ASK_MS / 1_000):
                if first:
                    await connection.connect()
                await connection.send(MetadataRequest([]))
        except (OSError, TimeoutError, KafkaConnectionError, RequestTimedOutError) as error:
            # Whoever ends a connection at once, or speaks no TLS, is there.
            return isinstance(error, ssl.SSLError)
        except KafkaError:
            return True
        return True


async def _tried(servers: str, settings: KafkaSettings, given: dict[str, object]) -> tuple[bool, list[str]]:
    """Whether a server lets us in, and else why each that is there does not."""
    reasons: list[str] = []
    for host, port, _ in collect_hosts(servers):
        connection = AIOKafkaConnection(host, port, client_id="weir-access", request_timeout_ms=TRY_MS, **given)
        try:
            try:
                await connection.connect()
                await connection.send(MetadataRequest([]))
            except KafkaError:
                await _ended(connection)
                raise
            # Of another error nothing is open: asyncio has ended it itself.
            await _ended(connection)
        except (OSError, KafkaError, TimeoutError) as error:
            if (reason := _reason(error, f"{host}:{port}", host, settings)) is not None:
                reasons.append(reason)
        else:
            return True, []
    return False, reasons


async def _ended(connection: AIOKafkaConnection) -> None:
    """Close it, and wait until it is: the loop that would do it later is gone by then."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await connection.close()


def _reason(error: Exception, where: str, host: str, settings: KafkaSettings) -> str | None:
    """What to say of an error, and what to do; None for one that may pass by itself."""
    words = next((words for kind, words in _WORDS if isinstance(error, kind)), None)
    detail = str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        detail = error.verify_message
        if error.verify_code in _HOSTNAME_CODES:
            words = _WRONG_NAME
    elif isinstance(error, ssl.SSLError):
        detail = error.reason or detail
    elif isinstance(error, ConnectionError | KafkaConnectionError) and settings.encrypted:
        words = _ENDED_TLS
    if words is None or isinstance(error, ConnectionRefusedError):
        return None
    said = words.format(
        detail=detail,
        host=host,
        mechanism=settings.sasl_mechanism,
        protocol=settings.security_protocol,
        user=settings.sasl_username,
    )
    return f"Kafka at {where} {said}"


_HOSTNAME_CODES = (62, 64)
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH (x509_vfy.h)."""

_WRONG_NAME = (
    "has a certificate that is not for {host}: use a name that it holds, in bootstrap_servers and in the broker's"
    " advertised.listeners, or give the broker one for {host}"
)

_ENDED_TLS = (
    "ended the connection: is that its port for {protocol}, and does it want a client's certificate"
    " (ssl_certificate_file)?"
)

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (
        SaslAuthenticationFailed,
        (
            "refused user {user!r} ({mechanism}): check the name and the password, and that the broker knows them for"
            " this sasl_mechanism"
        ),
    ),
    (UnsupportedSaslMechanismError, "does not take {mechanism}: set sasl_mechanism to one that it has"),
    (IllegalSaslStateError, "asks for no password: set security_protocol to SSL or PLAINTEXT"),
    (
        ssl.SSLCertVerificationError,
        (
            "has a certificate that is not trusted ({detail}): set ssl_ca_file to the PEM file of the authority that"
            " signed it"
        ),
    ),
    (
        ssl.SSLError,
        (
            "does not agree on TLS ({detail}): is that its port for {protocol}, and does it want a client's certificate"
            " (ssl_certificate_file)?"
        ),
    ),
    (ConnectionError, "ended the connection: security_protocol is {protocol}, does that port want SASL_SSL or SSL?"),
    (
        KafkaConnectionError,
        "ended the connection: security_protocol is {protocol}, does that port want SASL_SSL or SSL?",
    ),
)
"""What is said of an error, after the server; the first that fits."""
