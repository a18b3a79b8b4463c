"""Where figures are served: nowhere unless asked for, and at an address that is one."""

import msgspec
import pytest

from streams.status.settings import MetricsSettings


def test_nothing_is_served_unless_asked_for() -> None:
    assert MetricsSettings().listen is None


@pytest.mark.parametrize("listen", ["127.0.0.1:9108", "0.0.0.0:0", "[::1]:9108", "metrics.local:9108"])
def test_an_address_is_taken(listen: str) -> None:
    assert msgspec.convert({"listen": listen}, MetricsSettings).listen == listen


@pytest.mark.parametrize("listen", ["", "9108", ":9108", "::1:9108", "host:", "a b:1", "host:9108/metrics"])
def test_what_is_no_address_is_refused(listen: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"listen": listen}, MetricsSettings)
