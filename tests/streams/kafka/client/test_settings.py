"""The settings of Kafka: names are made of the prefix, and what Kafka would refuse is refused at once."""

import msgspec
import pytest

from streams.kafka.client.settings import KafkaSettings
from streams.secret import decode_secret


def test_two_deployments_differ_in_everything_they_name() -> None:
    one, other = KafkaSettings(prefix="north"), KafkaSettings(prefix="south")
    assert one.topic("flows") == "north.flows"
    assert one.group != other.group
    assert one.transactional_id(3) == "north.worker.3"
    assert one.transactional_id(3) != other.transactional_id(3)


@pytest.mark.parametrize(
    "wrong", [{"prefix": "a b"}, {"partitions": 0}, {"session_timeout_s": 1.0}, {"bootstrap_servers": ""}]
)
def test_what_kafka_would_refuse_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, KafkaSettings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"security_protocol": "TLS"}, "one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL"),
        ({"sasl_mechanism": "GSSAPI"}, "one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"),
        ({"security_protocol": "SASL_SSL", "sasl_password_file": "p"}, "needs sasl_username"),
        ({"security_protocol": "SASL_SSL", "sasl_username": "ana"}, "needs one of sasl_password_file and"),
        (
            {
                "security_protocol": "SASL_SSL",
                "sasl_username": "ana",
                "sasl_password": "x",
                "sasl_password_file": "p",
            },
            "needs one of sasl_password_file and",
        ),
        ({"security_protocol": "SSL", "sasl_username": "ana"}, "sasl_username does nothing with security_protocol SSL"),
        ({"ssl_ca_file": "ca.pem"}, "ssl_ca_file does nothing with security_protocol PLAINTEXT"),
        ({"ssl_check_hostname": False}, "ssl_check_hostname does nothing with security_protocol PLAINTEXT"),
        ({"security_protocol": "SSL", "ssl_key_file": "k"}, "ssl_key_file needs ssl_certificate_file"),
        (
            {
                "security_protocol": "SSL",
                "ssl_certificate_file": "c",
                "ssl_key_password": "x",
                "ssl_key_password_file": "p",
            },
            "are both set",
        ),
    ],
)
def test_security_settings_that_do_not_fit_say_what_to_do(given: dict[str, object], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(given, KafkaSettings, dec_hook=decode_secret)


@pytest.mark.parametrize(
    "given",
    [
        {"security_protocol": "SSL"},
        {"security_protocol": "SSL", "ssl_certificate_file": "c", "ssl_key_password_file": "p"},
        {"security_protocol": "SASL_PLAINTEXT", "sasl_username": "ana", "sasl_password": "x"},
        {"security_protocol": "SASL_SSL", "sasl_username": "ana", "sasl_password_file": "p", "ssl_ca_file": "c"},
    ],
)
def test_security_settings_that_fit_are_taken(given: dict[str, object]) -> None:
    settings = msgspec.convert(given, KafkaSettings, dec_hook=decode_secret)
    assert settings.authenticated is ("sasl_username" in given)
    assert settings.encrypted is given["security_protocol"].__str__().endswith("SSL")
