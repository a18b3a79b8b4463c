"""What `weir run` says of the learning at its start."""

import logging

import pytest

from tests.models import builders as b
from weir.settings.sections import load_settings
from weir.wiring.learning_told import tell_learning


def told(caplog: pytest.LogCaptureFixture, environment: dict[str, str], **pipelines: object) -> list[str]:
    with caplog.at_level(logging.INFO, logger="weir.wiring.learning_told"):
        tell_learning(pipelines, ["plant"], load_settings(None, environment))  # type: ignore[arg-type]  # pipelines
    return [record.getMessage() for record in caplog.records]


def test_a_declared_learning_is_told_with_its_end(caplog: pytest.LogCaptureFixture) -> None:
    said = told(caplog, {"WEIR_SITE_LEARN_UNTIL": "2026-04-01T00:00:00Z"})
    assert said == ["site plant: learning until 2026-04-01 00:00:00 (UTC), nothing alerts before"]


def test_a_new_site_says_what_it_takes_and_what_alerts_meanwhile(caplog: pytest.LogCaptureFixture) -> None:
    said = told(caplog, {})
    assert "nothing is learnt yet" in said[0]
    assert said[1].startswith("site plant: what alerts meanwhile: forbidden ways")
    assert "once a DMZ is declared also it -> ot" in said[1]


def test_a_learnt_site_says_so_alone(caplog: pytest.LogCaptureFixture) -> None:
    plant = b.learnt_plant()
    assert told(caplog, {}, plant=plant) == [f"site plant: all {plant.learning().assets} assets are learnt and ready"]
