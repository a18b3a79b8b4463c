from pathlib import Path

import pytest

from schemas.formats.names import NAMED_FORMATS
from schemas.formats.tables.mapping import packed
from tests.schemas.formats.mapped_samples import FIREWALL, MAPPED
from tests.schemas.formats.samples import SAMPLES
from weir.admin.formats import checked, formats_shown, guessed
from weir.errors import UserError


def put(folder: Path, pieces: tuple[bytes, ...], name: str = "x.csv") -> Path:
    file = folder / name
    file.write_bytes(b"\n".join(pieces) + b"\n")
    return file


def test_every_format_is_shown_with_what_it_is_known_by_and_an_example() -> None:
    shown = formats_shown()
    assert [one.name for one in shown] == list(NAMED_FORMATS)
    assert all(one.what and one.known_by and "weir " in one.example for one in shown)


def test_a_known_file_needs_no_mapping(tmp_path: Path) -> None:
    found = guessed(put(tmp_path, SAMPLES["argus-csv"][0].pieces))
    assert (found.known, found.mapping) == ("argus-csv", None)


def test_an_unknown_table_gets_a_mapping_and_rows_read_by_it(tmp_path: Path) -> None:
    found = guessed(put(tmp_path, MAPPED[0][1].pieces[:4]))
    assert found.mapping is not None
    assert found.mapping.columns.initiator_ip == "Source address"
    assert [flow.responder_port for flow in found.sample] == [502, 22, 22]
    assert found.refused == []


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        ((b"name,colour,size", b"bolt,red,3"), "no column for initiator_ip"),
        ((b"#path\tstats", b"#fields\tts\tpeer"), "holds no connections"),
        ((b"free text",), "neither a table"),
    ],
)
def test_a_file_that_can_be_nothing_is_told(tmp_path: Path, pieces: tuple[bytes, ...], message: str) -> None:
    with pytest.raises(UserError, match=message):
        guessed(put(tmp_path, pieces, "stats.log"))


def test_an_empty_and_a_missing_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(UserError, match="no line in it"):
        guessed(tmp_path / "empty")
    with pytest.raises(UserError, match="no such file"):
        guessed(tmp_path / "none")


def test_a_check_counts_every_row(tmp_path: Path) -> None:
    found = checked(put(tmp_path, SAMPLES["argus-csv"][0].pieces), "auto")
    assert (found.format, found.rows, found.flows, found.dead_letters) == ("argus-csv", 5, 3, 1)
    assert found.other_logs == {"argus arp": 1}
    assert [(one.count, one.first_line) for one in found.refused] == [(1, 6)]
    assert len(found.sample) == 3


def test_refusals_of_one_kind_are_counted_together(tmp_path: Path) -> None:
    sample = MAPPED[0][1].pieces
    bad = tuple(sample[1].replace(b"10.1.0.5", b"10.1.0.%d" % number) for number in range(256, 300))
    found = checked(put(tmp_path, (sample[0], *bad)), packed(FIREWALL))
    assert [(one.count, one.first_line) for one in found.refused] == [(44, 2)]


def test_a_file_of_no_format_is_refused_by_a_check(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="weir formats guess"):
        checked(put(tmp_path, MAPPED[0][1].pieces), "auto")
