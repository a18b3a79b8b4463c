"""How to reach Kafka, and how often the worker commits. Pure: nothing here opens a connection."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from streams.secret import Secret

SECURITY_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
"""As Kafka names them: with TLS or without, with a user's name and password or without."""

SASL_MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
"""What both client libraries can do with a name and a password."""

Path = Annotated[str, Meta(min_length=1)]
Days = Annotated[float, Meta(ge=1.0, le=36_525.0)]
Seconds = Annotated[float, Meta(gt=0.0, le=3_600.0)]


class KafkaSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every Kafka shell.

    `prefix` begins the names of topics, groups and transactional ids. `application` tells two
    deployments of workers apart, which must not fence each other; one prefix has one of them, since
    they would share the state log. `replication` -1 is the broker's own default.

    A dead worker blocks its partitions for `session_timeout_s`; shorter than 6 s is refused by
    brokers (`group.min.session.timeout.ms`), longer is only a longer outage (design section 6).
    A checkpoint is due after `checkpoint_s`, after `checkpoint_flows`, or at once for a new alert:
    a small transaction takes about 40 ms, so the two defaults cost a few percent of a core.
    `read_ahead_mb` bounds the bytes that wait in a worker between the broker and the core: 64 MB are
    some 190,000 flows at 500 a message, half a second's work.

    Topics are made to keep flows `keep_flows_days`, dead letters `keep_dead_letters_days`, and what forgets besides
    (alerts, asset changes, verdicts, the history of paths, the journal) `keep_days`; a topic that is there stays as
    it is, and `weir topics check` says how it is changed.

    The fields from `security_protocol` on say how the broker knows Weir and Weir the broker (see
    docs/security.md). What the protocol makes no use of is refused rather than ignored: whoever sets
    a password must not be left in the clear. Files are read when a client is made, not here.
    """

    bootstrap_servers: Annotated[str, Meta(min_length=1)] = "localhost:9092"
    prefix: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "weir"
    partitions: Annotated[int, Meta(ge=1, le=10_000)] = 8
    replication: Annotated[int, Meta(ge=-1, le=32_767)] = -1
    application: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "worker"
    session_timeout_s: Annotated[float, Meta(ge=6.0, le=300.0)] = 6.0
    checkpoint_s: Seconds = 3.0
    checkpoint_flows: Annotated[int, Meta(ge=1)] = 300_000
    take_messages: Annotated[int, Meta(ge=1, le=10_000)] = 100
    take_within_s: Seconds = 0.02
    commit_timeout_s: Seconds = 30.0
    read_ahead_mb: Annotated[int, Meta(ge=1, le=100_000)] = 64
    keep_flows_days: Days = 7.0
    keep_days: Days = 400.0
    keep_dead_letters_days: Days = 30.0
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str = "SCRAM-SHA-512"
    sasl_username: Annotated[str, Meta(min_length=1)] | None = None
    sasl_password: Secret | None = None
    sasl_password_file: Path | None = None
    ssl_ca_file: Path | None = None
    ssl_certificate_file: Path | None = None
    ssl_key_file: Path | None = None
    ssl_key_password: Secret | None = None
    ssl_key_password_file: Path | None = None
    ssl_check_hostname: bool = True

    def __post_init__(self) -> None:
        """Refuse security settings that do not fit together. Raises ValueError, which says what to do."""
        if (problem := next(_problems(self), None)) is not None:
            raise ValueError(problem)

    @property
    def encrypted(self) -> bool:
        """Whether clients speak TLS."""
        return self.security_protocol in {"SSL", "SASL_SSL"}

    @property
    def authenticated(self) -> bool:
        """Whether clients give a name and a password."""
        return self.security_protocol in {"SASL_PLAINTEXT", "SASL_SSL"}

    def topic(self, name: str) -> str:
        """A topic's full name, `flows` -> `weir.flows`."""
        return f"{self.prefix}.{name}"

    @property
    def group(self) -> str:
        """The consumer group of the workers."""
        return f"{self.prefix}.{self.application}"

    def transactional_id(self, partition: int) -> str:
        """Who may write a partition's state: one producer at a time bears it."""
        return f"{self.prefix}.{self.application}.{partition}"


def _problems(settings: KafkaSettings) -> Iterator[str]:
    """What does not fit in the security settings, and what to do about it."""
    protocol, mechanism = settings.security_protocol, settings.sasl_mechanism
    if protocol not in SECURITY_PROTOCOLS:
        yield f"security_protocol {protocol!r} is none; it is one of {', '.join(SECURITY_PROTOCOLS)}"
    if mechanism not in SASL_MECHANISMS:
        yield f"sasl_mechanism {mechanism!r} is none; it is one of {', '.join(SASL_MECHANISMS)}"
    if settings.authenticated:
        if settings.sasl_username is None:
            yield f"security_protocol {protocol} needs sasl_username"
        if (settings.sasl_password, settings.sasl_password_file).count(None) != 1:
            yield f"security_protocol {protocol} needs one of sasl_password_file and sasl_password"
    elif given := _given(settings, "sasl_"):
        yield f"{given} does nothing with security_protocol {protocol}: set that to SASL_SSL, or leave it away"
    if not settings.encrypted and (given := _given(settings, "ssl_")):
        yield f"{given} does nothing with security_protocol {protocol}: set that to SASL_SSL or SSL, or leave it away"
    if settings.ssl_certificate_file is None and (given := _given(settings, "ssl_key_")):
        yield f"{given} needs ssl_certificate_file, whose key it is"
    if None not in {settings.ssl_key_password, settings.ssl_key_password_file}:
        yield "ssl_key_password and ssl_key_password_file are both set: leave one away"


def _given(settings: KafkaSettings, begin: str) -> str | None:
    """The first of the settings that begin so and have a value though they need none; None: none has."""
    named = (name for name in settings.__struct_fields__ if name.startswith(begin))
    return next((name for name in named if getattr(settings, name) not in _UNSET), None)


_UNSET = (None, "SCRAM-SHA-512", True)
"""Values of security settings nobody has set."""
