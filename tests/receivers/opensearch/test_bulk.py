"""Alerts into a real OpenSearch: found again, each revision once, the wrong one refused alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.alert import Alert
from schemas.formats.alerts.registry import from_origin
from schemas.formats.alerts.siem.ecs_template import PIPELINE, index_template, ingest_pipeline
from streams.outputs.http.bulk import Bulk
from streams.outputs.sink import Outgoing, TryLater
from tests.receivers.opensearch.node import put, refresh, running, search
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, ONE_EACH, whole
from tests.streams.outputs.http.posted import Refusals, numbered, posting

pytestmark = pytest.mark.slow

STREAM = "alerts-weir"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("opensearch")) as url:
        put(url, f"_ingest/pipeline/{PIPELINE}", ingest_pipeline())
        put(url, "_index_template/weir", index_template(f"{STREAM}*"))
        yield url


def sent(node: str, stream: str, outgoing: list[Outgoing]) -> Refusals:
    refused = Refusals()
    sink = Bulk(posting(node), node, stream, refused, headers={})
    sink.deliver(outgoing)
    sink.close()
    refresh(node, stream)
    return refused


def found(node: str, stream: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    return [hit["_source"] for hit in search(node, stream, {"size": 1_000, "query": query})["hits"]["hits"]]


def ecs_of(alert: Alert) -> Outgoing:
    return Outgoing(alert, from_origin("ecs", HERE)(alert))


def test_every_kind_is_found_as_it_was_sent(node: str) -> None:
    alerts = [*ONE_EACH, whole("scan", id="f" * 16, title=HOSTILE, summary=HOSTILE)]
    outgoing = [ecs_of(alert) for alert in alerts if alert.kind == "scan" or alert.id != "f" * 16]
    unique = {f"{one.alert.id}-{one.alert.revision}": one for one in outgoing}
    assert sent(node, f"{STREAM}-kinds", list(unique.values())) == []
    documents = found(node, f"{STREAM}-kinds", {"term": {"source.ip": "10.1.4.0/24"}})
    assert len(documents) == len(unique)
    for document in documents:
        assert document["@timestamp"] <= document["event"]["created"] <= document["event"].pop("ingested")
        assert document in [json.loads(one.body) for one in unique.values()]


def test_what_is_sent_again_is_there_once_and_a_revision_beside_it(node: str) -> None:
    first = numbered("ecs", 20)
    assert sent(node, f"{STREAM}-twice", first) == []
    assert sent(node, f"{STREAM}-twice", [*first, ecs_of(whole(id=f"{0:016x}", revision=3))]) == []
    assert len(found(node, f"{STREAM}-twice", {"match_all": {}})) == 21
    assert len(found(node, f"{STREAM}-twice", {"term": {"weir.alert.id": f"{0:016x}"}})) == 2


def test_a_document_that_the_mapping_refuses_costs_only_itself(node: str) -> None:
    good, bad = numbered("ecs", 2)
    broken = json.loads(bad.body)
    broken["source"]["ip"] = "no address"
    refused = sent(node, f"{STREAM}-wrong", [good, Outgoing(bad.alert, json.dumps(broken).encode())])
    assert [alert for alert, _ in refused] == [bad.alert.id]
    assert "mapper_parsing_exception" in refused[0][1]
    assert len(found(node, f"{STREAM}-wrong", {"match_all": {}})) == 1


def test_a_node_that_is_too_busy_or_takes_less_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path, "http.max_content_length=20kb") as small:
        outgoing = numbered("ecs", 40)
        assert len(b"".join(one.body for one in outgoing)) > 20_000
        assert sent(small, "alerts-small", outgoing) == []
        assert len(found(small, "alerts-small", {"match_all": {}})) == 40


def test_back_pressure_is_tried_later(tmp_path: Path) -> None:
    with running(tmp_path, "indexing_pressure.memory.limit=1kb") as busy, pytest.raises(TryLater, match="429"):
        sent(busy, "alerts-busy", numbered("ecs", 5))
