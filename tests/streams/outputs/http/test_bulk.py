"""The bulk interface, by its answers: each document has one of its own."""

import json
from collections.abc import Mapping

import pytest

from streams.outputs.http.bulk import Bulk
from streams.outputs.http.posting import Barred
from streams.outputs.sink import TryLater
from tests.receivers.answering import Answering, Asked, Reply, answering
from tests.streams.outputs.http.posted import Refusals, numbered, posting

GOOD = {"status": 201}
WRONG = {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "no ip"}}


def ids(asked: Asked) -> list[str]:
    return [json.loads(line)["create"]["_id"] for line in asked.body.splitlines()[::2]]


def reply(*items: Mapping[str, object]) -> Reply:
    return Reply(200, json.dumps({"errors": True, "items": [{"create": item} for item in items]}).encode())


def bulk(server: Answering, refused: Refusals) -> Bulk:
    return Bulk(posting(server.url), server.url, "alerts-weir", refused, headers={})


def test_documents_are_created_with_the_alert_and_its_revision_as_id() -> None:
    with answering(lambda _asked: reply(GOOD, {"status": 409})) as server:
        sink = bulk(server, Refusals())
        sink.open(None)
        assert sink.deliver(numbered("ecs", 2)) == sink.begin() == 0
        sink.close()
    (asked,) = server.asked
    assert asked.path == "/_bulk"
    assert asked.headers["content-type"] == "application/x-ndjson"
    assert asked.body.endswith(b"\n")
    assert ids(asked) == [f"{0:016x}-2", f"{1:016x}-2"]
    assert json.loads(asked.body.splitlines()[0])["create"]["_index"] == "alerts-weir"


def test_one_that_no_mapping_takes_is_refused_alone() -> None:
    refused = Refusals()
    with answering(lambda _asked: reply(GOOD, WRONG, GOOD)) as server:
        sink = bulk(server, refused)
        sink.deliver(numbered("ecs", 3))
        sink.close()
    assert refused == [(f"{1:016x}", "400 mapper_parsing_exception: no ip")]


def test_where_some_were_not_taken_all_are_sent_again_and_none_is_refused_yet() -> None:
    refused = Refusals()
    busy = {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "queue"}}
    with answering(lambda _asked: reply(GOOD, busy, WRONG)) as server:
        sink = bulk(server, refused)
        with pytest.raises(TryLater, match="1 of 3 not taken: 429 rejected_execution_exception: queue"):
            sink.deliver(numbered("ecs", 3))
        sink.close()
    assert refused == []


def test_what_a_person_must_mend_holds_all() -> None:
    blocked = {"status": 403, "error": {"type": "cluster_block_exception", "reason": "read-only"}}
    with answering(lambda _asked: reply(GOOD, blocked)) as server:
        sink = bulk(server, Refusals())
        with pytest.raises(Barred, match="403 cluster_block_exception"):
            sink.deliver(numbered("ecs", 2))
        sink.close()


def test_a_request_that_is_too_large_is_cut_and_one_alert_too_large_is_refused() -> None:
    refused = Refusals()

    def answer(asked: Asked) -> Reply:
        there = ids(asked)
        if len(there) > 1 or there[0].startswith(f"{2:016x}"):
            return Reply(413)
        return reply(GOOD)

    with answering(answer) as server:
        sink = bulk(server, refused)
        sink.deliver(numbered("ecs", 4))
        sink.close()
    assert refused == [(f"{2:016x}", "HTTP 413")]


def test_an_answer_that_is_none_of_a_cluster_holds_all() -> None:
    with answering(lambda _asked: Reply(200, b"<html>a proxy</html>")) as server:
        sink = bulk(server, Refusals())
        with pytest.raises(Barred, match="no answer of a bulk request"):
            sink.deliver(numbered("ecs", 1))
        sink.close()
