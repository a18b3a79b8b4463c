from pathlib import Path

import pytest

from replay.evaluate.rivals.rows import rows, sides
from replay.simulate.conn_log import header, row
from replay.simulate.connection import Connection, Seen

CONNECTION = Connection(
    100.5, 2.0, "10.0.0.1", 50_000, "10.2.0.1", 502, "tcp", None, "S0", "S", None, None, 1, 0
)  # fmt: skip


def test_a_row_has_its_end_and_a_name_of_its_port(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_text(header(0.0) + row(Seen(CONNECTION, "C1", None, None)) + "torn\tline\n#close\t-\n")
    [one] = rows(log)
    assert (one.end, one.initiator, one.responder, one.service, one.answered) == (
        102.5, "10.0.0.1", "10.2.0.1", "tcp/502", False,
    )  # fmt: skip
    assert (one.sent, one.received) == (40, 0)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}\n")
    with pytest.raises(ValueError, match="tab-separated"):
        next(rows(tmp_path / "x.json"))


def test_the_longest_prefix_says_the_side(tmp_path: Path) -> None:
    zones = tmp_path / "zones.toml"
    zones.write_text(
        '[[zones]]\nzone = "all"\nside = "it"\ncidrs = ["10.0.0.0/8"]\n'
        '[[zones]]\nzone = "cell"\nside = "ot"\ncidrs = ["10.2.0.0/16"]\n'
    )
    side = sides(zones)
    assert [side(one) for one in ("10.2.0.1", "10.3.0.1", "192.0.2.1", "any")] == ["ot", "it", "external", "external"]
    zones.write_text("[[zones]]\n")
    with pytest.raises(ValueError, match="no zones file"):
        sides(zones)
