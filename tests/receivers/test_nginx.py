"""Alerts through a real nginx that wants a certificate, a token and a size; nothing is lost where we lack one."""

import json
from collections.abc import Iterator

import pytest

from streams.outputs.http.posting import Barred
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import TryLater
from streams.secret import Secret
from tests.receivers import certificates
from tests.receivers.answering import Answering, Asked, Reply, answering
from tests.receivers.certificates import Certificates
from tests.receivers.nginx import MOST_BYTES, in_front
from tests.schemas.formats.alerts.alerts import HERE
from tests.streams.outputs.http.posted import Refusals, numbered

pytestmark = pytest.mark.slow

TOKEN = "11111111-2222-3333-4444-555555555555"


def taken(asked: Asked) -> Reply:
    if asked.path == "/_bulk":
        items = [{"create": {"status": 201}} for _ in range(asked.body.count(b"\n") // 2)]
        return Reply(200, json.dumps({"errors": False, "items": items}).encode())
    return Reply(200, b'{"text":"Success","code":0}')


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates.made(tmp_path_factory.mktemp("pems"))


@pytest.fixture(scope="module")
def behind() -> Iterator[Answering]:
    with answering(taken) as server:
        yield server


@pytest.fixture(scope="module")
def place(behind: Answering, pems: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with in_front(behind.url, f"Splunk {TOKEN}", tmp_path_factory.mktemp("nginx"), pems) as place:
        yield place


def sent(place: str, pems: Certificates, count: int, *, token: str = TOKEN, known: bool = True) -> Refusals:
    """Send so many events to Splunk's collector behind the proxy; what was refused for good."""
    settings = OutputSettings(
        to=f"splunk+https://{place}", format="hec", token=Secret(token), ca_file=str(pems.authority),
        cert_file=str(pems.client) if known else None, key_file=str(pems.client_key) if known else None,
    )  # fmt: skip
    refused = Refusals()
    sink = sink_of(settings, HERE, refused)
    try:
        sink.deliver(numbered("hec", count))
    finally:
        sink.close()
    return refused


def test_who_shows_certificate_and_token_delivers(place: str, pems: Certificates, behind: Answering) -> None:
    assert sent(place, pems, 3) == []
    assert len(behind.asked[-1].body.splitlines()) == 3


def test_without_a_certificate_no_alert_is_refused_for_good(place: str, pems: Certificates) -> None:
    with pytest.raises(Barred, match="No required SSL certificate was sent"):
        sent(place, pems, 3, known=False)


def test_a_strangers_certificate_is_told_and_no_alert_is_refused(place: str, pems: Certificates) -> None:
    stranger = OutputSettings(
        to=f"splunk+https://{place}", format="hec", token=Secret(TOKEN), ca_file=str(pems.authority),
        cert_file=str(pems.stranger), key_file=str(pems.stranger_key),
    )  # fmt: skip
    refused = Refusals()
    sink = sink_of(stranger, HERE, refused)
    with pytest.raises((Barred, TryLater)):
        sink.deliver(numbered("hec", 3))
    sink.close()
    assert refused == []


def test_a_wrong_token_holds_the_alerts_until_somebody_mends_it(place: str, pems: Certificates) -> None:
    with pytest.raises(Barred, match=r"HTTP 403.*Invalid token"):
        sent(place, pems, 3, token="another")


def test_what_is_too_much_at_once_goes_in_parts(place: str, pems: Certificates, behind: Answering) -> None:
    before = len(behind.asked)
    assert sum(len(one.body) for one in numbered("hec", 40)) > 2 * MOST_BYTES
    assert sent(place, pems, 40) == []
    ids = [json.loads(line)["event"]["id"] for asked in behind.asked[before:] for line in asked.body.splitlines()]
    assert ids == [f"{number:016x}" for number in range(40)]
