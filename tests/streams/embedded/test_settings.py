"""Settings of the embedded shell: bounded, and every key known."""

import msgspec
import pytest

from streams.embedded.settings import EmbeddedSettings, SourceSettings


@pytest.mark.parametrize(
    "wrong",
    [
        {"checkpoint_s": 0},
        {"checkpoint_s": 7_200},
        {"checkpoint_flows": 0},
        {"state_dir": ""},
        {"state": "x"},
        {"sources": [{"path": ""}]},
        {"sources": [{"site": "a"}]},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, EmbeddedSettings)


def test_a_source_is_a_path_or_a_table() -> None:
    settings = msgspec.convert({"sources": ["a.log", {"path": "b.log", "site": "b"}]}, EmbeddedSettings)
    assert settings.sources == ("a.log", SourceSettings(path="b.log", site="b"))
