"""Sentences of Weir's Kafka clients as an output says them: no name of a setting that it does not have."""

import re

import pytest

from streams.kafka.client.access import _ENDED_TLS, _WORDS, _WRONG_NAME
from streams.kafka.client.clients import tls_context
from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings
from streams.outputs.kafka.wording import of_an_output

OF_KAFKA = re.compile(r"\b(ssl_\w+|security_protocol|bootstrap_servers|sasl_(username|password)\w*)\b")


@pytest.mark.parametrize("words", [_ENDED_TLS, _WRONG_NAME, *(words for _, words in _WORDS)])
def test_no_sentence_names_a_setting_of_another_section(words: str) -> None:
    said = words.format(detail="d", host="h", mechanism="PLAIN", protocol="SASL_SSL", user="u")
    assert OF_KAFKA.search(of_an_output(said)) is None


def test_a_file_that_can_not_be_read_is_told_by_the_names_of_the_output() -> None:
    missing = {"ssl_ca_file": "/no/ca.pem"}, {"ssl_certificate_file": "/no/weir.pem", "ssl_key_file": "/no/weir.key"}
    for files in missing:
        with pytest.raises(NoAccess) as raised:
            tls_context(KafkaSettings(security_protocol="SSL", **files))  # type: ignore[arg-type]
        said = of_an_output(str(raised.value))
        assert OF_KAFKA.search(said) is None, said
        assert all(file in said for file in files.values())


def test_what_to_do_is_said() -> None:
    assert of_an_output("set security_protocol to SSL or PLAINTEXT") == "leave user and password_file away"
    assert of_an_output("use a name that it holds, in bootstrap_servers") == "use a name that it holds, in `to`"
