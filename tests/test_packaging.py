"""Guards: what is imported is this tree, all of it is in the wheel, and each module has its test twin."""

import importlib
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

NOT_IN_THE_WHEEL = {"tests", "benchmarks"}

NO_TWIN = {
    "models/findings/protocol.py": "a protocol; test_shared_checks.py beside it holds each detector to it",
    "streams/read_model/kafka.py": "tests/kafka/test_catch_up.py reads by it from a real broker",
    "streams/read_model/protocol.py": "a protocol and its records; the tests beside it hold each reader to it",
    "streams/sources/protocol.py": "protocols; the tests of the sources and of the shells hold them to it",
    "models/queries/asset_summary.py": "the list's record; test_summary.py and test_stored_site.py beside it read it",
    "models/state/site_records.py": "names and a record; test_snapshot.py and test_restore.py beside it use them",
    "schemas/asset_summary.py": "a record without a rule of its own; tests/models/queries/test_summary.py reads it",
    "schemas/bounds.py": "the bounds are held by the tests of the records",
    "replay/simulate/formats/protocol.py": "a protocol; the tests of the writers beside it hold each to it",
    "schemas/formats/reader.py": "protocols and records of the readers; each format's tests use them",
    "weir/admin/recorded/replaying.py": "it chooses; the tests of `weir replay` go each of its ways",
    "weir/admin/recorded/sites_replayed.py": "test_replay_by_site.py of the commands runs it as its user would",
    "schemas/journal.py": "a record without a rule of its own; tests/schemas/test_codec.py decodes it",
    "schemas/overview/path_changes.py": "records without a rule of their own; test_path_history.py makes them",
    "schemas/services/ports.py": "a table of facts; tests/schemas/services/test_names.py reads it through its one user",
    "schemas/services/table.py": "a table of facts; tests/schemas/services/test_names.py reads it through its one user",
    "schemas/tick.py": "a record without a rule of its own; tests/schemas/test_codec.py decodes it",
    "streams/kafka/client/no_access.py": "an error; tests/streams/kafka/client/test_access.py has it raised",
    "streams/messages.py": "records without a rule of their own; the shard's tests use all of them",
    "streams/checkpoint/protocol.py": "a protocol; tests/streams/stores tests each store against it",
    "streams/outputs/kind.py": "records; tests/streams/outputs/test_registry.py makes a sink of each kind",
    "streams/listener/request.py": "records; the tests of the desk and of the connections use both",
    "streams/outputs/kafka/topic.py": "tests/kafka/test_topic_output.py publishes by it to a real broker",
    "streams/outputs/outbox.py": "a protocol and its records; each outbox's tests use all of them",
    "streams/outputs/sink.py": "a protocol and its record; each sink's tests use both",
    "streams/outputs/standing.py": "a record; tests/kafka/test_outbox.py reads it, and the tests of `weir sinks`",
}
"""Modules with no test file of their own, and where they are tested instead."""


def packages(repository: Path) -> list[str]:
    return sorted(init.parent.name for init in repository.glob("*/__init__.py"))


def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def modules(repository: Path) -> list[Path]:
    """Every source module, relative to the repository; an `__init__.py` holds no code to test."""
    return sorted(
        module.relative_to(repository)
        for package in packages(repository)
        if package not in NOT_IN_THE_WHEEL
        for module in (repository / package).rglob("*.py")
        if module.name != "__init__.py"
    )


def test_every_package_is_in_the_wheel(repository: Path) -> None:
    listed = project(repository)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(listed) == [package for package in packages(repository) if package not in NOT_IN_THE_WHEEL]


def test_every_package_resolves_to_this_tree(repository: Path) -> None:
    for package in packages(repository):
        spec = find_spec(package)
        assert spec is not None, package
        assert spec.origin == str(repository / package / "__init__.py")


def test_every_package_is_type_checked_and_held_to_its_layer(repository: Path) -> None:
    tool = project(repository)["tool"]
    listed = tool["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(tool["importlinter"]["root_packages"]) == set(listed)
    assert set(tool["mypy"]["files"]) >= set(packages(repository))


def test_every_folder_of_tests_is_a_package(repository: Path) -> None:
    folders = {module.parent for module in (repository / "tests").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_every_folder_of_sources_is_a_package(repository: Path) -> None:
    folders = {(repository / module).parent for module in modules(repository)}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_every_module_has_its_test_twin(repository: Path) -> None:
    lonely = [
        str(module)
        for module in modules(repository)
        if str(module) not in NO_TWIN
        and not (repository / "tests" / module.parent / f"test_{module.name}").is_file()
        and not (repository / "tests" / "kafka" / f"test_{module.name}").is_file()
    ]
    assert lonely == [], "write tests/<folder>/test_<module>.py for these"


@pytest.mark.parametrize("module", sorted(NO_TWIN))
def test_an_exception_is_a_module_that_has_no_twin(repository: Path, module: str) -> None:
    path = Path(module)
    assert (repository / path).is_file(), "take it off the list"
    assert not (repository / "tests" / path.parent / f"test_{path.name}").is_file(), "take it off the list"


def test_an_init_holds_no_code(repository: Path) -> None:
    """So that leaving them out of the twins leaves nothing untested."""
    for package in packages(repository):
        if package in NOT_IN_THE_WHEEL:
            continue
        for init in (repository / package).rglob("__init__.py"):
            text = init.read_text(encoding="utf-8")
            assert not any(word in text for word in ("\ndef ", "\nclass ")), init


def test_the_version_said_is_the_version_installed(repository: Path) -> None:
    from importlib.metadata import version

    assert version("weir") == project(repository)["project"]["version"]


def test_the_project_is_kept_off_an_index(repository: Path) -> None:
    assert "Private :: Do Not Upload" in project(repository)["project"]["classifiers"]


@pytest.mark.parametrize("package", ["schemas", "models", "streams", "replay", "weir"])
def test_a_package_is_imported(package: str) -> None:
    assert importlib.import_module(package).__doc__
