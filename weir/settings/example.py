"""The settings file to begin with: docs/weir.example.toml, which the wheel brings as weir/settings/example.toml."""

from pathlib import Path


def example_text() -> str:
    """The example as it is written. Of a clone that of docs/, so that there is one to change."""
    here = Path(__file__).resolve()
    in_clone = here.parents[2] / "docs" / "weir.example.toml"
    return (in_clone if in_clone.is_file() else here.with_name("example.toml")).read_text(encoding="utf-8")
