"""Our own certificates as the doctor sees them."""

import time
from pathlib import Path

import pytest

from streams.own_certificate import days_left, look_at_own
from tests.receivers import certificates
from tests.receivers.certificates import Certificates


@pytest.fixture
def pems(tmp_path: Path) -> Certificates:
    return certificates.made(tmp_path)


def test_the_days_left_are_those_of_the_first_certificate(pems: Certificates, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(pems.client_key.read_bytes() + pems.ending.read_bytes() + pems.authority.read_bytes())
    now = time.time()
    assert days_left(pems.client, now) == pytest.approx(365.0, abs=0.1)
    assert days_left(both, now) == pytest.approx(10.0, abs=0.1)
    assert days_left(pems.expired, now) == pytest.approx(-1.0, abs=0.1)


def test_what_ends_soon_is_warned_of_and_what_has_ended_or_is_none_fails(pems: Certificates, tmp_path: Path) -> None:
    found = {path: look_at_own(path) for path in (pems.client, pems.ending, pems.expired, pems.client_key)}
    found[tmp_path / "none.pem"] = look_at_own(tmp_path / "none.pem")
    assert [one.status for one in found.values()] == ["ok", "warn", "fail", "fail", "fail"]
    said = [one.said for one in found.values()]
    assert "holds for 365 days" in said[0] or "holds for 364 days" in said[0]
    assert "holds for 10 days" in said[1]
    assert "ended 1 days ago" in said[2]
    assert "holds no certificate" in said[3]
    assert "No such file" in said[4]
    assert all(str(path) in one.said for path, one in found.items())
