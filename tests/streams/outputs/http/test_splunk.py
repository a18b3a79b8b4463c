"""Splunk's collector, by its own answers: acknowledged, busy, an event that is wrong, a token that is."""

import json

import msgspec
import pytest

from streams.outputs.http.posting import Barred
from streams.outputs.http.splunk import ACKNOWLEDGED_WITHIN_S, ACKNOWLEDGEMENTS, EVENTS, SplunkCollector, requests
from streams.outputs.sink import TryLater
from tests.receivers.answering import Answering, Asked, Reply, answering
from tests.streams.outputs.http.posted import Refusals, numbered, posting


def ids(asked: Asked) -> list[str]:
    return [json.loads(line)["event"]["id"] for line in asked.body.splitlines()]


def collector(server: Answering, refused: Refusals, *, acknowledged: bool = False) -> SplunkCollector:
    moments = iter(range(0, 10_000, 10))
    return SplunkCollector(
        posting(server.url), server.url, refused, headers={"authorization": "Splunk token"}, acknowledged=acknowledged,
        monotonic=lambda: float(next(moments)), wait=lambda _seconds: None,
    )  # fmt: skip


def test_many_events_are_one_request() -> None:
    with answering(lambda _asked: Reply(200, b'{"text":"Success","code":0}')) as server:
        sink = collector(server, Refusals())
        sink.deliver(numbered("hec", 5))
        sink.close()
    (asked,) = server.asked
    assert asked.path == EVENTS
    assert asked.headers["authorization"] == "Splunk token"
    assert ids(asked) == [f"{number:016x}" for number in range(5)]


def test_it_waits_until_the_indexers_have_acknowledged() -> None:
    answers = iter([b'{"acks":{"7":false}}', b'{"acks":{"7":true}}'])

    def answer(asked: Asked) -> Reply:
        return Reply(200, next(answers) if asked.path == ACKNOWLEDGEMENTS else b'{"text":"Success","code":0,"ackId":7}')

    with answering(answer) as server:
        sink = collector(server, Refusals(), acknowledged=True)
        sink.deliver(numbered("hec", 1))
        sink.close()
    assert [asked.path for asked in server.asked] == [EVENTS, ACKNOWLEDGEMENTS, ACKNOWLEDGEMENTS]
    assert json.loads(server.asked[1].body) == {"acks": [7]}
    assert len({asked.headers["x-splunk-request-channel"] for asked in server.asked}) == 1


def test_what_is_never_acknowledged_is_sent_again() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(200, b'{"acks":{"7":false}}' if asked.path == ACKNOWLEDGEMENTS else b'{"code":0,"ackId":7}')

    with answering(answer) as server:
        sink = collector(server, Refusals(), acknowledged=True)
        with pytest.raises(TryLater, match=f"not acknowledged within {ACKNOWLEDGED_WITHIN_S:.0f} s"):
            sink.deliver(numbered("hec", 1))
        sink.close()


def test_an_event_that_is_wrong_is_refused_alone_and_what_follows_it_is_sent() -> None:
    refused = Refusals()

    def answer(asked: Asked) -> Reply:
        there = ids(asked)
        if f"{2:016x}" in there:
            number = there.index(f"{2:016x}")
            return Reply(
                400, msgspec.json.encode({"text": "Invalid data format", "code": 6, "invalid-event-number": number})
            )
        return Reply(200, b'{"text":"Success","code":0}')

    with answering(answer) as server:
        sink = collector(server, refused)
        sink.deliver(numbered("hec", 5))
        sink.close()
    assert [alert for alert, _ in refused] == [f"{2:016x}"]
    assert ids(server.asked[-1]) == [f"{3:016x}", f"{4:016x}"]


def test_an_answer_that_names_no_event_costs_the_good_ones_nothing() -> None:
    refused = Refusals()

    def answer(asked: Asked) -> Reply:
        wrong = f"{1:016x}" in ids(asked)
        return Reply(400, b'{"text":"Event field is required","code":12}') if wrong else Reply(200, b'{"code":0}')

    with answering(answer) as server:
        sink = collector(server, refused)
        sink.deliver(numbered("hec", 3))
        sink.close()
    assert [alert for alert, _ in refused] == [f"{1:016x}"]
    assert [ids(asked) for asked in server.asked[1:]] == [[f"{number:016x}"] for number in range(3)]


def test_a_request_that_is_too_large_is_cut() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(413) if len(ids(asked)) > 2 else Reply(200, b'{"code":0}')

    with answering(answer) as server:
        sink = collector(server, Refusals())
        sink.deliver(numbered("hec", 4))
        sink.close()
    assert [len(ids(asked)) for asked in server.asked] == [4, 2, 2]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(503, b'{"text":"Server is busy","code":9}'), TryLater),
        (Reply(500, b'{"text":"Internal server error","code":8}'), TryLater),
        (Reply(401, b'{"text":"Token is required","code":2}'), Barred),
        (Reply(403, b'{"text":"Invalid token","code":4}'), Barred),
        (Reply(400, b'{"text":"Incorrect index","code":7}'), Barred),
        (Reply(400, b'{"text":"Data channel is missing","code":10}'), Barred),
        (Reply(400, b'{"text":"ACK is disabled","code":14}'), Barred),
    ],
)
def test_busy_is_tried_later_and_what_is_wrong_with_the_token_holds_all(reply: Reply, error: type[OSError]) -> None:
    with answering(lambda _asked: reply) as server:
        sink = collector(server, Refusals())
        with pytest.raises(error, match=str(json.loads(reply.body)["text"])):
            sink.deliver(numbered("hec", 1))
        sink.close()


def test_requests_fit_their_size() -> None:
    events = numbered("hec", 10)
    size = len(events[0].body)
    assert [len(run) for run in requests(events, size * 3 + 10)] == [3, 3, 3, 1]
    assert [len(run) for run in requests(events[:2], 10)] == [1, 1]
    assert requests([], 10) == []
