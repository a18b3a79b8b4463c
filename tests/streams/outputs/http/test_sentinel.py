"""Rows for Sentinel, to a server that answers as Azure's is documented to."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from streams.outputs.http import sentinel
from streams.outputs.http.azure_login import AzureLogin
from streams.outputs.http.posting import Barred
from streams.outputs.http.sentinel import SentinelTable
from streams.outputs.sink import TryLater
from tests.receivers.answering import Answering, Asked, Reply, answering
from tests.streams.outputs.http.posted import Refusals, numbered, posting

STREAM = "/dataCollectionRules/dcr-00/streams/Custom-Weir_CL?api-version=2023-01-01"


def rows(asked: Asked) -> list[str]:
    assert asked.headers["content-encoding"] == "gzip"
    return [row["AlertId"] for row in json.loads(gzip.decompress(asked.body))]


def error(status: int, code: str, **headers: str) -> Reply:
    body = json.dumps({"error": {"code": code, "message": "as documented"}}).encode()
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


@contextmanager
def azure(answer: Callable[[Asked], Reply]) -> Iterator[tuple[Answering, SentinelTable, Refusals]]:
    """A login that numbers its tokens, and ingestion that answers as told."""
    tokens: list[int] = []

    def both(asked: Asked) -> Reply:
        if asked.path == "/login":
            tokens.append(1)
            return Reply(200, b'{"expires_in":3599,"access_token":"t%d"}' % len(tokens))
        return answer(asked)

    refused = Refusals()
    with answering(both) as server:
        login = AzureLogin(posting(server.url), f"{server.url}/login", client="app", secret="s")
        table = SentinelTable(posting(server.url), server.url + STREAM, login, refused)
        yield server, table, refused
        table.close()


def test_rows_go_out_together_zipped_with_one_token_for_all() -> None:
    with azure(lambda _asked: Reply(204)) as (server, table, refused):
        table.open(None)
        assert table.begin() == table.deliver(numbered("sentinel", 3)) == table.deliver(numbered("sentinel", 1)) == 0
        login, first, second = server.asked
    assert (login.path, first.path) == ("/login", STREAM)
    assert rows(first) == [f"{number:016x}" for number in range(3)]
    assert first.headers["authorization"] == second.headers["authorization"] == "Bearer t1"
    assert refused == []


def test_a_token_that_ended_early_is_fetched_anew_once() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(204) if asked.headers["authorization"] == "Bearer t2" else error(401, "InvalidToken")

    with azure(answer) as (server, table, _refused):
        table.deliver(numbered("sentinel", 1))
        assert [asked.path for asked in server.asked] == ["/login", STREAM, "/login", STREAM]
    with azure(lambda _asked: error(401, "InvalidToken")) as (server, table, _refused):
        with pytest.raises(Barred, match="InvalidToken"):
            table.deliver(numbered("sentinel", 1))
        assert len(server.asked) == 4


def test_a_request_that_is_too_large_is_halved_until_one_row_alone_is_refused() -> None:
    def answer(asked: Asked) -> Reply:
        found = rows(asked)
        return error(413, "ContentLengthLimitExceeded") if len(found) > 2 or f"{3:016x}" in found else Reply(204)

    with azure(answer) as (server, table, refused):
        table.deliver(numbered("sentinel", 5))
        taken = [row for asked in server.asked[1:] if answer(asked).status == 204 for row in rows(asked)]
    assert sorted(taken) == [f"{number:016x}" for number in (0, 1, 2, 4)]
    assert [one for one, _ in refused] == [f"{3:016x}"]


def test_no_request_is_larger_than_a_call_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    one = len(numbered("sentinel", 1)[0].body)
    monkeypatch.setattr(sentinel, "REQUEST_BYTES", 3 * one)
    with azure(lambda _asked: Reply(204)) as (server, table, _refused):
        table.deliver(numbered("sentinel", 7))
        assert [len(rows(asked)) for asked in server.asked[1:]] == [2, 2, 2, 1]
        assert max(len(gzip.decompress(asked.body)) for asked in server.asked[1:]) < 3 * one


def test_a_busy_one_says_how_long_to_wait_and_a_wrong_place_holds_the_alerts() -> None:
    with azure(lambda _asked: error(429, "TooManyRequests", retry_after="17")) as (_server, table, _refused):
        with pytest.raises(TryLater) as told:
            table.deliver(numbered("sentinel", 1))
        assert told.value.after_s == 17.0
    for status, code in ((400, "InvalidStream"), (403, "OperationFailed"), (404, "NotFound")):
        with azure(lambda _asked, s=status, c=code: error(s, c)) as (_server, table, refused):  # type: ignore[misc]
            with pytest.raises(Barred, match=code):
                table.deliver(numbered("sentinel", 2))
            assert refused == []
