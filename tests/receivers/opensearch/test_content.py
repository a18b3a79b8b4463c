"""What deploy/siem/ brings for Elastic and OpenSearch, on a real OpenSearch: it is taken, and finds what it should."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.alert import Alert
from schemas.formats.alerts.registry import from_origin
from schemas.formats.alerts.siem.ecs_template import PIPELINE, index_template
from streams.outputs.http.bulk import Bulk
from streams.outputs.sink import Outgoing
from tests.receivers.opensearch.node import ANSWER_S, put, refresh, running, search
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, ONE_EACH, whole
from tests.streams.outputs.http.posted import Refusals, posting

pytestmark = pytest.mark.slow

STREAM = "alerts-weir"

ALERTS = [
    whole(id="a" * 16, revision=1),
    whole(id="a" * 16, revision=2, title="It goes on"),
    whole(id="b" * 16, revision=1, severity=95, level="critical", title="Another"),
    whole(id="c" * 16, revision=1, severity=30, level="low"),
    whole(id="d" * 16, revision=2, status="closed", closed_because="quiet for 24 h"),
    whole("test", id="e" * 16, revision=1),
]

OPENSEARCH_NAMES = {"flattened": "flat_object", "constant_keyword": "keyword", "nested": "nested"}
"""Types of the schema by the names that OpenSearch has for them."""


def read(repository: Path, name: str) -> Any:
    return json.loads((repository / "deploy" / "siem" / name).read_text(encoding="utf-8"))


def create(node: str, stream: str, alerts: list[Alert]) -> Refusals:
    refused = Refusals()
    sink = Bulk(posting(node), node, stream, refused, headers={})
    sink.deliver([Outgoing(alert, from_origin("ecs", HERE)(alert)) for alert in alerts])
    sink.close()
    refresh(node, stream)
    return refused


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[str]:
    """A node that was set up by hand, with the files, as the page for Elastic says."""
    with running(tmp_path_factory.mktemp("opensearch")) as url:
        put(url, f"_ingest/pipeline/{PIPELINE}", read(repository, "elastic/ingest-pipeline.json"))
        put(url, "_index_template/weir-alerts-weir", read(repository, "elastic/index-template.json"))
        assert create(url, STREAM, ALERTS) == []
        yield url


def test_the_queue_has_a_row_an_alert_with_its_highest_revision(node: str, repository: Path) -> None:
    hits = search(node, STREAM, read(repository, "elastic/queue.json"))["hits"]["hits"]
    newest = [hit["inner_hits"]["newest"]["hits"]["hits"][0]["_source"]["weir"]["alert"] for hit in hits]
    assert sorted((each["id"][0], each["revision"]) for each in newest) == [("a", 2), ("b", 1), ("c", 1), ("d", 2)]


def test_the_monitor_finds_high_and_critical_alerts_a_bucket_each(node: str, repository: Path) -> None:
    monitor = read(repository, "opensearch/monitor.json")
    (read_by,), (trigger,) = monitor["inputs"], monitor["triggers"]
    stored = search(node, STREAM, {"size": 0, "aggs": {"last": {"max": {"field": "event.ingested"}}}})
    period_end = str(int(stored["aggregations"]["last"]["value"]))
    body = json.loads(json.dumps(read_by["search"]["query"]).replace("{{period_end}}", period_end))
    condition = trigger["bucket_level_trigger"]["condition"]
    # As the monitor does: the condition is a bucket selector beside the other aggregations.
    body["aggregations"][condition["parent_bucket_path"]]["aggregations"]["met"] = {
        "bucket_selector": {key: condition[key] for key in ("buckets_path", "script", "gap_policy")}
    }
    buckets = search(node, ",".join(read_by["search"]["indices"]), body)["aggregations"]["alerts"]["buckets"]
    assert [(each["key"]["alert"][0], each["revision"]["value"]) for each in buckets] == [("a", 2.0), ("b", 1.0)]
    titles = [each["newest"]["hits"]["hits"][0]["_source"]["weir"]["alert"]["title"] for each in buckets]
    assert titles == ["It goes on", "Another"]


def test_the_three_times_are_in_order_and_the_last_is_the_receivers(node: str) -> None:
    hits = search(node, STREAM, {"size": 10})["hits"]["hits"]
    assert len(hits) == len(ALERTS)
    for hit in hits:
        event = hit["_source"]["event"]
        assert hit["_source"]["@timestamp"] <= event["created"] <= event["ingested"]
    later = {"query": {"range": {"event.ingested": {"gte": "now-1h", "lte": "now"}}}, "size": 0}
    assert search(node, STREAM, later)["hits"]["total"]["value"] == len(ALERTS)


@pytest.fixture(scope="module")
def strict(node: str, reference: Path) -> str:
    """A stream that takes the fields of the schema, and ours, and no other."""
    template: dict[str, Any] = json.loads(json.dumps(index_template("strict-ecs*")))
    properties: dict[str, Any] = {}
    with (reference / "ecs-fields.csv").open() as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["Field"]):
            kind = OPENSEARCH_NAMES.get(row["Type"], row["Type"])
            level = properties
            *parents, leaf = row["Field"].split(".")
            for parent in parents:
                held = level.setdefault(parent, {})
                # Below a field that is none of objects stands another way to index the same value.
                within = "properties" if held.get("type", "object") in {"object", "nested"} else "fields"
                level = held.setdefault(within, {})
            level.setdefault(leaf, {})["type"] = kind
            if kind == "scaled_float":
                level[leaf]["scaling_factor"] = 1_000
    mappings = template["template"]["mappings"]
    ours = mappings["properties"]
    mappings |= {"dynamic": "strict", "properties": properties | {name: ours[name] for name in ("labels", "weir")}}
    template["template"]["settings"]["index"]["mapping.total_fields.limit"] = 6_000
    put(node, "_index_template/strict", template)
    return "strict-ecs"


def test_every_kind_is_taken_where_only_fields_of_the_schema_are(node: str, strict: str) -> None:
    hostile = whole(id="9" * 16, title=HOSTILE, summary=HOSTILE, site=HOSTILE)
    alerts = [*[whole(alert.kind, id=f"{at:016x}") for at, alert in enumerate(ONE_EACH)], hostile]
    assert create(node, strict, alerts) == []
    assert search(node, strict, {"size": 0})["hits"]["total"]["value"] == len(alerts)


def test_a_field_that_the_schema_lacks_is_refused_there(node: str, strict: str) -> None:
    document = json.loads(from_origin("ecs", HERE)(whole(id="8" * 16)))
    document["source"]["ipp"] = "10.0.0.1"
    answer = httpx.post(f"{node}/{strict}/_create/x", json=document, timeout=ANSWER_S)
    assert answer.status_code == 400
    assert "strict_dynamic_mapping_exception" in answer.text
