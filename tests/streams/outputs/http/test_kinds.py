"""Outputs over HTTP: the formats that each takes, and how a cluster is prepared."""

import pytest

from streams.outputs.http.kinds import bulk, splunk, webhook
from streams.outputs.http.posting import Barred
from streams.outputs.settings import OutputSettings
from tests.receivers.answering import Reply, answering


def test_a_webhook_takes_any_format_and_others_their_own() -> None:
    assert "text" in webhook("https").formats
    assert (splunk("https").formats, bulk("https").formats) == (("hec",), ("ecs",))


def test_a_cluster_that_refuses_its_template_is_told() -> None:
    prepare = bulk("http").set_up
    assert prepare is not None
    with answering(lambda _asked: Reply(400, b"bad")) as server, pytest.raises(Barred, match="HTTP 400: bad"):
        prepare(OutputSettings(), server.url.removeprefix("http:"))
