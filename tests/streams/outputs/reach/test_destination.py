"""Where each kind of output connects."""

import pytest

from streams.outputs.reach.destination import destination_of


@pytest.mark.parametrize(
    ("to", "shown", "tls", "http"),
    [
        ("syslog+tls://siem.example", "siem.example:6514", True, False),
        ("syslog+tcp://[::1]:7", "[::1]:7", False, False),
        ("https://hooks.example/secret", "hooks.example:443", True, True),
        ("bulk+http://search.example:9200", "search.example:9200", False, True),
        ("splunk+https://splunk.example:8088", "splunk.example:8088", True, True),
    ],
)
def test_host_port_and_speech_are_read_from_the_settings(to: str, shown: str, tls: bool, http: bool) -> None:
    found = destination_of(to)
    assert found is not None
    assert (str(found), found.tls, found.http) == (shown, tls, http)


@pytest.mark.parametrize("to", ["file:/var/log/a", "kafka:other", "https:///path"])
def test_what_is_no_host_has_none(to: str) -> None:
    assert destination_of(to) is None
