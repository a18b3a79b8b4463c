"""Where alerts go, without what is as good as a password."""

import pytest

from streams.outputs.settings import shown_place


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("https://hooks.example/services/T0/B1", "https://hooks.example"),
        ("http://10.0.0.5:8080/a?token=b", "http://10.0.0.5:8080"),
        ("syslog+tls://siem.example:6514", "syslog+tls://siem.example:6514"),
        ("file:/var/log/alerts", "file:/var/log/alerts"),
    ],
)
def test_a_webhooks_path_is_left_out(to: str, shown: str) -> None:
    assert shown_place(to) == shown
