from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from replay.simulate import simulate, write
from replay.simulate.plan import SimulationPlan
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.tsv import ZeekTsvReader
from tests.replay.simulate.figures import SMALL


def _lines(plan: SimulationPlan, folder: Path) -> list[bytes]:
    write(plan, folder)
    return (folder / "conn.log").read_bytes().splitlines()


def test_the_zeek_reader_makes_of_the_log_the_flows_given_directly(tmp_path: Path) -> None:
    for macs in (True, False):
        plan = msgspec.structs.replace(SMALL, macs=macs)
        reader = ZeekTsvReader(ReaderContext(site=plan.site, source="conn.log", sensor=plan.sensor))
        flows, letters = reader.read(_lines(plan, tmp_path), 1)
        assert letters == []
        assert flows == list(simulate(plan))


def test_every_field_is_of_the_type_the_header_names(tmp_path: Path) -> None:
    lines = [line.decode().split("\t") for line in _lines(SMALL, tmp_path)]
    types = next(line[1:] for line in lines if line[0] == "#types")
    names = next(line[1:] for line in lines if line[0] == "#fields")
    checks: dict[str, Callable[[str], Any]] = {
        "time": float,
        "interval": float,
        "count": int,
        "port": int,
        "bool": lambda value: {"T": True, "F": False}[value],
    }
    assert len(set(names)) == len(names) == len(types)
    for line in lines:
        if not line[0].startswith("#"):
            assert len(line) == len(types)
            for kind, value in zip(types, line, strict=True):
                if kind in checks and value != "-":
                    checks[kind](value)


def test_the_log_is_headed_and_closed(tmp_path: Path) -> None:
    lines = _lines(SMALL, tmp_path)
    words = [line.split(b"\t")[0].split(b" ")[0].decode() for line in lines if line.startswith(b"#")]
    assert words == [
        "#separator", "#set_separator", "#empty_field", "#unset_field", "#path", "#open", "#fields", "#types", "#close",
    ]  # fmt: skip
    assert lines[-1].startswith(b"#close\t2026-03-")
