"""What files state goes in first, verdicts at their times; the files themselves are tested where they are read."""

from pathlib import Path

import pytest

from replay.given.statements import STATEMENTS, StatementPaths, read_statements, with_verdicts
from schemas import codec
from schemas.verdict import Verdict
from streams.messages import Batch
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0

ZONES = '[[zones]]\nzone = "cells"\nlevel = 1\nside = "ot"\ncidrs = ["10.1.0.0/16"]\n'
WINDOW = '[[maintenance]]\nzone = "cells"\nstarts = "2026-01-01T00:00:00Z"\nends = "2026-01-01T04:00:00Z"\n'


def verdict(at_s: float) -> Verdict:
    return Verdict(site=SITE, time=T0 + at_s, author="ann", decision="expected", initiator=f"host-{at_s:.0f}")


@pytest.fixture
def paths(tmp_path: Path) -> StatementPaths:
    for name, content in (("zones.toml", ZONES), ("assets.csv", "name,ip\nplc-1,10.1.0.1\nbad,DHCP\n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "verdicts.ndjson").write_bytes(codec.encode_lines([verdict(9), verdict(3)]))
    return StatementPaths(
        site=SITE,
        zones=(str(tmp_path / "zones.toml"),),
        assets=(str(tmp_path / "assets.csv"),),
        verdicts=(str(tmp_path / "verdicts.ndjson"),),
    )


def test_declarations_are_of_the_first_time_zones_before_assets_and_verdicts_are_by_time(paths: StatementPaths) -> None:
    stated = read_statements(paths, T0)
    assert [(one.subject, one.id, one.time) for one in stated.changes] == [
        ("zone", "cells", T0),
        ("asset", "plc-1", T0),
    ]
    assert stated.verdicts == [verdict(3), verdict(9)]
    assert [len(reading.refused) for reading in stated.inventories] == [1]
    assert stated.batch() == Batch([*stated.changes], [], STATEMENTS)


def test_a_verdict_comes_before_the_first_record_of_its_time_or_later_and_the_rest_at_the_end() -> None:
    batches = [Batch([a_flow(1), a_flow(5)], [], "a", 10, 1), Batch([a_flow(6)], [], "a", 20)]
    found = list(with_verdicts(batches, [verdict(3), verdict(5), verdict(7)]))
    assert [one for batch in found for one in batch.records] == [
        a_flow(1), verdict(3), verdict(5), a_flow(5), a_flow(6), verdict(7),
    ]  # fmt: skip
    assert [batch.position for batch in found] == [None, None, 10, 20, None]
    assert sum(batch.repeats for batch in found) == 1


def test_without_verdicts_nothing_is_parted() -> None:
    (found,) = with_verdicts([Batch([a_flow(1), a_flow(5)], [], "a", 10)], [])
    assert found == Batch([a_flow(1), a_flow(5)], [], "a", 10)
