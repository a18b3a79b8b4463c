"""One request, and what its answer means."""

import time
from email.utils import formatdate

import pytest

from streams.outputs.http.posting import MOST_WAIT_S, Barred, seconds_of
from streams.outputs.sink import TryLater
from tests.receivers.answering import Reply, answering
from tests.streams.outputs.http.posted import posting


@pytest.mark.parametrize("status", [200, 201, 202, 400, 409, 413, 422])
def test_what_is_taken_or_refused_for_good_is_an_answer(status: int) -> None:
    with answering(lambda _asked: Reply(status, b"  a\nword ")) as server:
        answer = posting(server.url).post(server.url, b"x", {})
    assert answer.status == status
    assert answer.said == f"HTTP {status}: a word"


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_time_mends_is_tried_later_and_not_before_it_is_asked_for(status: int) -> None:
    with (
        answering(lambda _asked: Reply(status, headers={"retry-after": "7"})) as server,
        pytest.raises(TryLater) as told,
    ):
        posting(server.url).post(server.url, b"x", {})
    assert told.value.after_s == 7.0


@pytest.mark.parametrize("status", [301, 401, 403, 404])
def test_what_a_person_must_mend_is_told_and_holds_the_alerts(status: int) -> None:
    with (
        answering(lambda _asked: Reply(status, b"who are you?")) as server,
        pytest.raises(Barred, match=f"HTTP {status}: who are you"),
    ):
        posting(server.url).post(server.url, b"x", {"authorization": "Splunk a-secret"})


@pytest.mark.parametrize(
    "said",
    [
        b"<h1>400 Bad Request</h1> No required SSL certificate was sent",
        b"<h1>400 Bad Request</h1> The SSL certificate error",
        b"<h1>400 Bad Request</h1> The plain HTTP request was sent to HTTPS port",
    ],
)
def test_a_proxy_that_wants_another_connection_has_refused_no_alert(said: bytes) -> None:
    with answering(lambda _asked: Reply(400, said)) as server, pytest.raises(Barred, match="HTTP 400"):
        posting(server.url).post(server.url, b"x", {})


def test_nobody_there_is_tried_later_and_names_no_secret() -> None:
    with answering() as server:
        url = server.url
    with pytest.raises(TryLater) as told:
        posting(url).post(url, b"x", {"authorization": "Splunk a-secret"})
    assert "a-secret" not in str(told.value)
    assert told.value.filename == url


def test_an_answer_without_an_end_is_read_to_a_bound() -> None:
    with answering(lambda _asked: Reply(200, b"x" * 6_000_000)) as server:
        assert len(posting(server.url).post(server.url, b"x", {}).content) < 5_000_000


def test_a_time_to_wait_is_a_figure_or_a_date() -> None:
    assert seconds_of("12") == 12.0
    assert seconds_of("99999999") == MOST_WAIT_S
    assert seconds_of("soon") is None
    assert seconds_of(None) is None
    assert seconds_of(formatdate(time.time() - 50, usegmt=True)) == 0.0
    assert 50.0 < (seconds_of(formatdate(time.time() + 60, usegmt=True)) or 0.0) <= 60.0
