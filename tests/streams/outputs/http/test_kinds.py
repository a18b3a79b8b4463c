"""Outputs over HTTP: the formats that each takes, and how a cluster is prepared."""

import json

import pytest

from streams.outputs.http.kinds import bulk, splunk, webhook
from streams.outputs.http.posting import Barred
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing
from streams.outputs.written import written_of
from streams.secret import Secret
from tests.receivers.answering import Reply, answering
from tests.schemas.formats.alerts.alerts import HERE, whole
from tests.streams.outputs.http.posted import Refusals


def test_a_webhook_takes_any_format_and_others_their_own() -> None:
    assert "text" in webhook("https").formats
    assert (splunk("https").formats, bulk("https").formats) == (("hec",), ("ecs",))


def test_a_cluster_that_refuses_its_template_is_told() -> None:
    prepare = bulk("http").set_up
    assert prepare is not None
    with answering(lambda _asked: Reply(400, b"bad")) as server, pytest.raises(Barred, match="HTTP 400: bad"):
        prepare(OutputSettings(), server.url.removeprefix("http:"))


def test_the_key_of_pagerduty_stands_in_the_body_alone() -> None:
    with answering(lambda _asked: Reply(202)) as server:
        output = OutputSettings(to=server.url, template="pagerduty", token=Secret("k" * 32))
        sink = sink_of(output, HERE, Refusals())
        sink.deliver([Outgoing(whole(), written_of(output, HERE)(whole()))])
        sink.close()
        (asked,) = server.asked
    assert json.loads(asked.body)["routing_key"] == "k" * 32
    assert "authorization" not in asked.headers
