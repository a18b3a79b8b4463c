"""`weir run`: mistakes are told before anything starts; what it does is in tests/weir/test_embedded.py."""

from pathlib import Path

import pytest

from tests.weir.command_line import weir


@pytest.mark.parametrize(
    ("arguments", "variables", "part"),
    [
        ((), {}, "no sources"),
        (("-", "-"), {}, "once only"),
        ((), {"WEIR_EMBEDDED_SOURCES": '[{"path":"a","format":"odd"}]'}, "zeek-tsv"),
        ((), {"WEIR_EMBEDDED_SOURCES": '[{"path":"a","site":"a|b"}]'}, "no name for a site"),
        (("a.log.gz",), {}, "weir replay"),
        (("a.log", "--once"), {}, "no such file"),
        (("weir.toml", "--once"), {}, "no Zeek log"),
        (("a.log",), {"WEIR_EMBEDDED_STATE_DIR": "/dev/null/state"}, "state_dir"),
        (("a.log",), {"WEIR_EMBEDDED_STATE": "x"}, "did you mean 'state_dir'?"),
    ],
)
def test_mistakes_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], variables: dict[str, str], part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.toml").write_text("[site]\nname = 'a'\n")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    said = weir("run", *arguments)
    assert said.code == 1
    assert part in said.error
    assert "unforeseen" not in said.error
