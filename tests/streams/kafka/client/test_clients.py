"""What clients are given: the same for all, and no client is made without it."""

import ast
import logging
from pathlib import Path

import pytest

from streams.kafka.client.clients import arguments, blocking_arguments, tls_context
from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings
from streams.secret import Secret

CLIENTS = {"KafkaConsumer", "KafkaProducer", "KafkaAdminClient", "AIOKafkaConsumer", "AIOKafkaProducer"}
ARGUMENTS = {"arguments", "blocking_arguments"}


def test_no_client_is_made_without_these_arguments(repository: Path) -> None:
    made = 0
    for folder in ("streams", "replay", "weir"):
        for path in (repository / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in CLIENTS:
                    made += 1
                    spread = {_called(k.value) for k in node.keywords if k.arg is None}
                    assert spread & ARGUMENTS, f"{path}:{node.lineno}"
                    assert "bootstrap_servers" not in {k.arg for k in node.keywords}, f"{path}:{node.lineno}"
    assert made >= 7


def _called(node: ast.expr) -> str:
    return _name(node.func) if isinstance(node, ast.Call) else ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_in_the_clear_there_is_nothing_but_the_servers() -> None:
    assert arguments(KafkaSettings()) == {
        "bootstrap_servers": "localhost:9092",
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
    }
    assert blocking_arguments(KafkaSettings(), "other:9092")["bootstrap_servers"] == "other:9092"


def _secured(**given: object) -> KafkaSettings:
    return KafkaSettings(security_protocol="SASL_PLAINTEXT", sasl_username="ana", **given)  # type: ignore[arg-type]


def test_a_password_comes_from_the_settings_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("open sesame\n")
    for settings in (_secured(sasl_password=Secret("open sesame")), _secured(sasl_password_file=str(file))):
        given = arguments(settings)
        assert given["sasl_plain_username"] == "ana"
        assert given["sasl_plain_password"] == "open sesame"
        assert given["sasl_mechanism"] == "SCRAM-SHA-512"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe geheim", b"geheim" * 1_000])
def test_a_password_file_that_holds_none_is_named_and_not_shown(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(NoAccess, match=r"the password file .*password") as raised:
        arguments(_secured(sasl_password_file=str(file)))
    assert "geheim" not in str(raised.value)
    assert raised.value.__cause__ is None or isinstance(raised.value.__cause__, OSError)


@pytest.mark.parametrize("name", ["aiokafka.conn", "kafka.net.connection", "kafka.protocol.parser"])
def test_what_would_log_the_password_does_not_log_at_debug_level(name: str, caplog: pytest.LogCaptureFixture) -> None:
    arguments(_secured(sasl_password=Secret("open sesame")))
    with caplog.at_level(logging.DEBUG, logger=name):
        logging.getLogger(name).debug("Send: open sesame")
        logging.getLogger(name).info("connected")
    assert caplog.messages == ["connected"]


@pytest.mark.parametrize("content", [None, "no PEM"])
def test_files_of_tls_that_do_not_serve_are_named_with_what_is_wanted(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "some.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(NoAccess, match=r"ssl_ca_file .*some.pem: .+; give the PEM file"):
        tls_context(KafkaSettings(security_protocol="SSL", ssl_ca_file=str(file)))
    with pytest.raises(NoAccess, match=r"ssl_certificate_file .*some.pem with ssl_key_file .+: .+; give"):
        tls_context(KafkaSettings(security_protocol="SSL", ssl_certificate_file=str(file)))


def test_tls_is_checked_unless_told_otherwise() -> None:
    checked = tls_context(KafkaSettings(security_protocol="SSL"))
    assert checked is not None
    assert checked.check_hostname
    assert checked.verify_mode.name == "CERT_REQUIRED"
    unchecked = tls_context(KafkaSettings(security_protocol="SSL", ssl_check_hostname=False))
    assert unchecked is not None
    assert unchecked.verify_mode.name == "CERT_REQUIRED"
    assert tls_context(KafkaSettings()) is None
