"""The kinds of outputs that are a topic: `kafka://BROKER:9092/TOPIC`, and `kafka+tls://` with TLS."""

import re
from functools import partial

from schemas.formats.alerts.registry import ALERT_FORMATS
from streams.kafka.client.settings import SASL_MECHANISMS, KafkaSettings
from streams.outputs.kind import ANY_FORMAT, Made, SinkKind
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Sink

_WHERE = re.compile(r"//(?P<servers>[^/\s@]+)/(?P<topic>[A-Za-z0-9._-]{1,249})")
"""Brokers with commas between, and a topic's name as Kafka has it."""


def _topic(kind: str, made: Made) -> Sink:
    # The client takes 0.2 s to import: only who has a topic waits for it.
    from streams.outputs.kafka.topic import Topic  # noqa: PLC0415

    settings = made.settings
    found = _WHERE.fullmatch(made.where)
    topic = "" if found is None else found["topic"]
    return Topic(
        cluster_of(kind, settings, made.where), topic, made.refuse,
        media_type=ALERT_FORMATS[settings.format].media_type, timeout_s=settings.timeout_s,
    )  # fmt: skip


def cluster_of(kind: str, settings: OutputSettings, where: str) -> KafkaSettings:
    """The cluster as Weir's own clients are told of one. Raises ValueError for what does not fit together."""
    found = _WHERE.fullmatch(where)
    if found is None:
        msg = f"{where!r} is no topic; one is like {kind}://BROKER:9092/TOPIC"
        raise ValueError(msg)
    tls = kind == "kafka+tls"
    protocol = ("SASL_" if settings.user else "") + ("SSL" if tls else "PLAINTEXT")
    return KafkaSettings(
        bootstrap_servers=found["servers"],
        security_protocol=protocol,
        sasl_mechanism=settings.sasl_mechanism,
        sasl_username=settings.user,
        sasl_password=settings.password,
        sasl_password_file=settings.password_file,
        ssl_ca_file=settings.ca_file,
        ssl_certificate_file=settings.cert_file,
        ssl_key_file=settings.key_file,
    )


def _problem(kind: str, settings: OutputSettings, where: str) -> str | None:
    if (settings.user is None) != (settings.password is None and settings.password_file is None):
        return "user needs password_file, and the other way round"
    if settings.sasl_mechanism not in SASL_MECHANISMS:
        return f"sasl_mechanism {settings.sasl_mechanism!r} is none; it is one of {', '.join(SASL_MECHANISMS)}"
    if kind == "kafka" and (settings.ca_file or settings.cert_file or settings.key_file):
        return "ca_file, cert_file and key_file do nothing for kafka: write kafka+tls"
    try:
        cluster_of(kind, settings, where)
    except ValueError as error:
        return str(error)
    return None


def kafka(kind: str) -> SinkKind:
    """A topic, by `kafka` or `kafka+tls`."""
    own = frozenset({"user", "password", "password_file", "sasl_mechanism"})
    return SinkKind(partial(_topic, kind), partial(_problem, kind), ANY_FORMAT, own=own)
