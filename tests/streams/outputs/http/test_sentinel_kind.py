"""Sentinel as an output: its URL, who we are, and what is to be deployed."""

import json

import pytest

from streams.outputs.registry import kind_of, set_up, sink_of
from streams.outputs.settings import OutputSettings
from streams.secret import Secret
from tests.schemas.formats.alerts.alerts import HERE
from tests.streams.outputs.http.posted import Refusals

WHOLE: dict[str, object] = {
    "to": "sentinel+https://w.westeurope-1.ingest.monitor.azure.com/dataCollectionRules/dcr-0a1b/streams/Custom-Weir_CL",
    "format": "sentinel", "tenant": "t", "client": "c", "secret": Secret("s"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "ndjson"}, "it takes: sentinel"),
        ({"to": "sentinel+https://w.ingest.monitor.azure.com/"}, "followed by the stream's URL"),
        ({"to": "sentinel+https:w"}, "is no URL"),
        ({"secret": None}, "needs tenant, client and secret_file"),
        ({"login_url": "http://login.example"}, "in the clear"),
    ],
)
def test_a_slip_says_what_would_do(changes: dict[str, object], said: str) -> None:
    sink_of(OutputSettings(**WHOLE), HERE, Refusals()).close()  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=said):
        kind_of(OutputSettings(**(WHOLE | changes)))  # type: ignore[arg-type]


def test_what_is_to_be_deployed_is_a_template_of_azure() -> None:
    prepared = set_up(OutputSettings(**WHOLE))  # type: ignore[arg-type]
    assert prepared is not None
    assert prepared.document is not None
    assert "az deployment group create" in prepared.said
    assert "deploymentTemplate.json" in json.loads(prepared.document)["$schema"]
