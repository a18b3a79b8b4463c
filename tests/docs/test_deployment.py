"""What docs/deployment.md shows as settings are settings, and its commands take its options."""

import re
from pathlib import Path

import pytest
import typer

from weir import cli
from weir.settings.sections import load_settings

PAGES = ["deployment.md", "upgrade.md", "sizing.md", "doctor.md"]


def _blocks(page: str) -> list[str]:
    """The indented blocks of a page, without their indentation."""
    found = re.findall(r"(?:^    .*\n(?:^\n(?=    ))?)+", page, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in found]


def test_the_settings_of_several_plants_are_settings(repository: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "deployment.md").read_text(encoding="utf-8")
    [block] = [block for block in _blocks(page) if "[sites.north]" in block]
    path = tmp_path / "weir.toml"
    path.write_text(block, encoding="utf-8")
    settings = load_settings(path, {})
    assert settings.core("north").time_zone == "Europe/Oslo"
    assert [rule.realm for rule in settings.core("south").realms] == ["cell-1", "cell-2"]


@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_a_page_is_one_with_its_options(repository: Path, page: str) -> None:
    text = (repository / "docs" / page).read_text(encoding="utf-8")
    lines = [line for block in _blocks(text) for line in block.splitlines()]
    called = [match[1] for line in lines if (match := re.search(r"(?:^|/bin/|&& )weir ([a-z].*?)(?:\s{2,}.*)?$", line))]
    assert called
    for line in called:
        words = line.split()
        command = typer.main.get_command(cli.build_app())
        while words and hasattr(command, "commands") and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        assert not hasattr(command, "commands"), f"weir {line}: no such command"
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options, line


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_a_page_leads_somewhere(repository: Path, page: str) -> None:
    text = (repository / "docs" / page).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    assert [link for link in links if "://" not in link and not (repository / "docs" / link).exists()] == []
