"""The outputs of a forwarder by name; tests/kafka/test_outbox.py runs one."""

from pathlib import Path

import pytest

from streams.outputs.settings import OutputSettings
from weir.errors import UserError
from weir.wiring.forwarding import outputs_named

SIEM = OutputSettings(to="syslog+tls://siem.example", format="cef")


def test_each_output_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    named = outputs_named(["file:a", "file:b"], "ndjson", None, {})
    assert {name: one.to for name, one in named.items()} == {
        f"ndjson:{tmp_path}/a": "file:a",
        f"ndjson:{tmp_path}/b": "file:b",
    }
    assert outputs_named(["file:a"], "cef", "siem", {}) == {"siem": OutputSettings(to="file:a", format="cef")}


def test_without_any_named_those_of_the_settings_are_taken() -> None:
    settings = {"siem": SIEM, "soc": OutputSettings(to="file:soc")}
    assert outputs_named((), "ndjson", None, settings) == settings
    assert outputs_named((), "ndjson", "siem", settings) == {"siem": SIEM}


@pytest.mark.parametrize(
    ("to", "form", "name", "said"),
    [
        (["pigeon:home"], "ndjson", None, "the kinds are: file"),
        (["file:a"], "verse", None, "no format 'verse'; there are: ndjson"),
        (["file:a", "file:./a"], "ndjson", None, "there twice"),
        (["file:a", "file:b"], "ndjson", "siem", "--name is for one --to"),
        ([], "ndjson", None, "nowhere to send alerts: give --to"),
    ],
)
def test_a_slip_is_told(to: list[str], form: str, name: str | None, said: str) -> None:
    with pytest.raises(UserError, match=said):
        outputs_named(to, form, name, {})
