"""The outputs of a forwarder by name; tests/kafka/test_outbox.py runs one."""

from pathlib import Path

import pytest

from weir.errors import UserError
from weir.wiring.forwarding import outputs_named


def test_each_output_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert outputs_named(["file:a", "file:b"], "ndjson", None) == {
        f"ndjson:{tmp_path}/a": "file:a",
        f"ndjson:{tmp_path}/b": "file:b",
    }
    assert outputs_named(["file:a"], "ndjson", "siem") == {"siem": "file:a"}


@pytest.mark.parametrize(
    ("to", "form", "name", "said"),
    [
        (["pigeon:home"], "ndjson", None, "the kinds are: file"),
        (["file:a"], "verse", None, "no format 'verse'; there are: ndjson"),
        (["file:a", "file:./a"], "ndjson", None, "there twice"),
        (["file:a", "file:b"], "ndjson", "siem", "--name is for one --to"),
    ],
)
def test_a_slip_is_told(to: list[str], form: str, name: str | None, said: str) -> None:
    with pytest.raises(UserError, match=said):
        outputs_named(to, form, name)
