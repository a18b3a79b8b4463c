"""The templates that come with Weir are files, one for each name."""

from pathlib import Path

from streams.outputs.templates.shipped import TEMPLATE_NAMES, shipped


def test_each_name_has_its_file_and_each_file_its_name(repository: Path) -> None:
    folder = repository / "streams" / "outputs" / "templates" / "bodies"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.json.j2" for name in TEMPLATE_NAMES)


def test_each_says_at_its_begin_what_it_is_for() -> None:
    assert all(shipped(name).startswith("{#") for name in TEMPLATE_NAMES)
