"""The private parts that Weir uses are what they were, and all of them are listed."""

import ast
import importlib
import importlib.metadata
import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

import faust
import pytest
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

from streams.kafka.client.private_parts import AIOKAFKA, FAUST, KAFKA_PYTHON, PRIVATE_PARTS, PrivatePart
from streams.worker import consumer, weir_app

OURS: tuple[tuple[Any, Any], ...] = (
    (consumer._Thread, AIOKafkaConsumerThread),
    (consumer.WorkerConsumer, Consumer),
    (weir_app.WeirApp, faust.App),
)


def found(where: str) -> Any:
    module, _, names = where.partition(":")
    part: Any = importlib.import_module(module)
    for name in filter(None, names.split(".")):
        part = getattr(part, name)
    return part


def source(part: Any) -> str:
    """The source of a class is that of the classes it is made of as well."""
    parts = [one for one in part.__mro__ if one is not object] if inspect.isclass(part) else [part]
    return "\n".join(inspect.getsource(one) for one in parts if not one.__module__.startswith("typing"))


@pytest.mark.parametrize("part", PRIVATE_PARTS, ids=lambda part: f"{part.where}-{part.says or ''}")
def test_each_is_there_as_it_was(part: PrivatePart) -> None:
    there = found(part.where)
    assert (part.parameters is None) != (part.says is None), "either is looked for"
    if part.parameters is not None:
        assert tuple(inspect.signature(there).parameters) == part.parameters
    else:
        module = inspect.getsource(there) if inspect.ismodule(there) else source(there)
        assert part.says
        assert part.says in module


@pytest.mark.parametrize("part", PRIVATE_PARTS, ids=lambda part: f"{part.where}-{part.used_in}")
def test_each_is_used_where_it_says(part: PrivatePart) -> None:
    ours = inspect.getsource(importlib.import_module(part.used_in))
    names = [part.where.rpartition(":")[2].rpartition(".")[2], *re.findall(r"\w+", part.says or "")]
    assert any(re.search(rf"\b{name}\b", ours) for name in names if name not in {"self", "__init__", "start"})


@pytest.mark.parametrize(("ours", "theirs"), OURS, ids=lambda one: one.__name__)
def test_all_that_ours_override_of_faust_is_listed(ours: Any, theirs: Any) -> None:
    overridden = {name for name, value in vars(ours).items() if inspect.isfunction(value) and hasattr(theirs, name)}
    assert overridden
    assert overridden - {part.where.rpartition(".")[2] for part in FAUST} == set()


def test_all_private_attributes_of_others_that_are_touched_are_listed(repository: Path) -> None:
    listed = " ".join(f"{part.where} {part.says or ''}" for part in PRIVATE_PARTS)
    touched: set[str] = set()
    for folder in ("streams/kafka", "streams/worker", "streams/stores", "weir", "replay"):
        for path in (repository / folder).rglob("*.py"):
            touched |= _touched(path)
    assert {"_isolation_level", "_coordinator", "_txn_manager"} <= touched
    assert sorted(name for name in touched if not re.search(rf"\b{name}\b", listed)) == []


def _touched(path: Path) -> set[str]:
    """Names with an underscore that a module asks of something that is neither itself nor a module of ours."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}
    }
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in own
        and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", "topics", "os"})
    }


def test_each_library_is_held_below_its_next_minor_version(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, parts in (("faust-streaming", FAUST), ("aiokafka", AIOKAFKA), ("kafka-python", KAFKA_PYTHON)):
        assert parts
        [given] = [line for line in project["dependencies"] if re.match(rf"{name}\b", line)]
        newest = _numbers(importlib.metadata.version(name))
        bound = re.search(r"<(\d+)[.](\d+)$", given)
        assert bound is not None, f"{given}: private parts of it are used"
        assert newest < (int(bound[1]), int(bound[2]))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
