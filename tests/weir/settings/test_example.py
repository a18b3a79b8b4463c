"""The example of a clone is that of docs/."""

from pathlib import Path

from weir.settings.example import example_text


def test_a_clone_gives_the_example_of_its_docs(repository: Path) -> None:
    assert example_text() == (repository / "docs" / "weir.example.toml").read_text(encoding="utf-8")
