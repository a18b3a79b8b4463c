"""A marked alert through an output: taken, refused, not taken; and what a receiver needs beforehand."""

import json

import pytest

from schemas.formats.alerts.siem.ecs_template import PIPELINE
from streams.outputs.settings import OutputSettings
from streams.secret import Secret
from tests.receivers.answering import Reply, answering
from weir.errors import UserError
from weir.wiring.sink_trial import canary, send_test, set_up


def test_the_alert_is_marked_so_that_a_receiver_can_route_it_away() -> None:
    alert = canary("north", 1_768_176_000.5)
    assert (alert.kind, alert.severity, alert.site) == ("test", 0, "north")
    assert alert.initiator is not None
    assert alert.initiator.ip == "192.0.2.1"
    assert alert.id != canary("north", 1_768_176_000.6).id


def test_what_is_taken_is_said_with_how_it_looks_there() -> None:
    with answering() as server:
        tried = send_test("hook", OutputSettings(to=server.url, format="ndjson"), "north", 1.0)
        (asked,) = server.asked
    assert tried.refused is None
    assert tried.body == asked.body.decode()
    assert json.loads(asked.body)["kind"] == "test"


def test_a_template_is_tried_and_shown_as_it_arrives() -> None:
    with answering() as server:
        tried = send_test("chat", OutputSettings(to=server.url, template="slack"), "north", 1.0)
        (asked,) = server.asked
    assert tried.body == asked.body.decode()
    assert json.loads(asked.body)["blocks"][0]["text"]["text"] == "INFO Test of an output: nothing happened"


def test_what_is_refused_for_good_is_said_with_the_answer() -> None:
    with answering(lambda _asked: Reply(422, b"no such field")) as server:
        tried = send_test("hook", OutputSettings(to=server.url), "north", 1.0)
    assert tried.refused == "HTTP 422: no such field"


def test_what_is_not_taken_is_an_error_with_the_name_and_no_secret() -> None:
    with answering(lambda _asked: Reply(403, b"who are you?")) as server:
        output = OutputSettings(to=f"{server.url}/secret-path", token=Secret("t0k3n"))
        with pytest.raises(UserError, match=r"hook: not taken: .*HTTP 403: who are you") as told:
            send_test("hook", output, "north", 1.0)
    assert "secret-path" not in str(told.value)
    assert "t0k3n" not in str(told.value)


def test_a_cluster_is_given_its_pipeline_and_then_the_index_template_that_wants_it() -> None:
    with answering() as server:
        output = OutputSettings(to=f"bulk+{server.url}", format="ecs", index="alerts-ot", token=Secret("k"))
        said = set_up("search", output).said
        pipeline, template = server.asked
    assert said.startswith("search: the index template weir-alerts-ot for alerts-ot* is in place")
    assert (pipeline.path, template.path) == (f"/_ingest/pipeline/{PIPELINE}", "/_index_template/weir-alerts-ot")
    assert {asked.headers["authorization"] for asked in server.asked} == {"ApiKey k"}
    asked_for = json.loads(template.body)
    assert asked_for["index_patterns"] == ["alerts-ot*"]
    assert asked_for["template"]["settings"]["index"]["final_pipeline"] == PIPELINE


def test_what_is_refused_is_told_and_others_need_none() -> None:
    with (
        answering(lambda _asked: Reply(400, b"bad")) as server,
        pytest.raises(UserError, match=r"pipeline/.* was not taken: HTTP 400: bad"),
    ):
        set_up("search", OutputSettings(to=f"bulk+{server.url}", format="ecs"))
    assert set_up("a", OutputSettings(to="file:a")).said == "a: nothing to set up for file"
