"""The pages say what is there: files, links, targets, commands and variables that exist."""

import re
from pathlib import Path

import pytest

from weir.cli import COMMANDS, GROUPS

PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
ROOTS = ("schemas/", "models/", "streams/", "replay/", "weir/", "tests/", "docs/", "deploy/", "scripts/", "benchmarks/")
NAMED_AS_AN_EXAMPLE = {"weir/commands/ROOM/NAME.py"}
COMMAND = re.compile(r"^    (?:[A-Z_]+=\S+ )*weir ([a-z][a-z-]*)|`weir ([a-z][a-z-]*)", re.MULTILINE)
TARGETS = re.compile(r"^    make ([a-z]+)|`make ([a-z]+)", re.MULTILINE)


def text(repository: Path, page: str) -> str:
    return (repository / page).read_text(encoding="utf-8")


def found(pattern: re.Pattern[str], page: str) -> set[str]:
    return {one or other for one, other in pattern.findall(page)}


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_a_page_names_is_there(repository: Path, page: str) -> None:
    named = {name for name in re.findall(r"`([a-z_]+/[\w./*-]*)`", text(repository, page)) if name.startswith(ROOTS)}
    missing = [name for name in sorted(named - NAMED_AS_AN_EXAMPLE) if not any(repository.glob(name.rstrip("/")))]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_a_link_leads_somewhere(repository: Path, page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text(repository, page))
    assert [link for link in links if "://" not in link and not (repository / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_command_that_a_page_names_is_one(repository: Path, page: str) -> None:
    assert found(COMMAND, text(repository, page)) - (COMMANDS.keys() | GROUPS.keys()) == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_target_that_a_page_names_is_one(repository: Path, page: str) -> None:
    makefile = text(repository, "Makefile")
    assert [name for name in found(TARGETS, text(repository, page)) if f"\n{name}:" not in makefile] == []


def test_make_help_tells_every_target(repository: Path) -> None:
    makefile = text(repository, "Makefile")
    [declared] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    told = set(re.findall(r'@echo "make (\w+)', makefile))
    assert told == set(declared.split()) - {"help"}


def test_the_changelog_keeps_what_is_not_released_on_top(repository: Path) -> None:
    headings = re.findall(r"^## (.*)$", text(repository, "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_the_path_of_a_machine(repository: Path, page: str) -> None:
    assert re.findall(r"/(?:home|root|work|Users)/", text(repository, page)) == []
