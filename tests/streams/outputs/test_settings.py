"""Which alerts an output wants, and settings that contradict themselves."""

import pytest

from streams.outputs.settings import OutputSettings, problems
from streams.secret import Secret
from tests.schemas.formats.alerts.alerts import whole


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        (OutputSettings(), True),
        (OutputSettings(level="high"), True),
        (OutputSettings(level="critical"), False),
        (OutputSettings(kinds=("new-path-crossing", "scan")), True),
        (OutputSettings(kinds=("scan",)), False),
        (OutputSettings(sites=("north",)), True),
        (OutputSettings(sites=("south",)), False),
        (OutputSettings(zones=("cell-1",)), True),
        (OutputSettings(zones=("cell-2",)), False),
        (OutputSettings(revisions="first"), False),
    ],
)
def test_an_output_gets_what_it_asks_for(settings: OutputSettings, wanted: bool) -> None:
    assert settings.wants(whole()) is wanted  # high, of north, from an office to cell-1, revision 2


def test_the_first_revision_is_wanted_by_who_wants_the_first() -> None:
    assert OutputSettings(revisions="first").wants(whole(revision=1))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (OutputSettings(), "to is missing"),
        (OutputSettings(to="file:a", token=Secret("a"), token_file="b"), "token and token_file are both set"),
        (OutputSettings(to="file:a", secret=Secret("a"), secret_file="b"), "secret and secret_file are both set"),
        (OutputSettings(to="https://a", template="slack", template_file="b"), "template and template_file are both"),
        (OutputSettings(to="https://a", template="slack", format="cef"), "format does nothing with a template"),
        (OutputSettings(to="smtp://a", password=Secret("a"), password_file="b"), "password and password_file are both"),
        (OutputSettings(to="file:a", key_file="k"), "key_file needs cert_file"),
        (OutputSettings(to="file:a", heartbeat_every_s=60.0), "heartbeat_every_s is for outputs over a network"),
        (OutputSettings(to="https://a", heartbeat_every_s=60.0, every_s=61.0), "heartbeat_within_s is shorter"),
        (OutputSettings(to="file:a", at_most_per_minute=1), "at_most_per_minute is for outputs that people read"),
    ],
)
def test_what_contradicts_itself_is_told(settings: OutputSettings, said: str) -> None:
    (problem,) = problems(settings)
    assert said in problem
    assert problems(OutputSettings(to="file:a")) == []
