from pathlib import Path

import pytest

from schemas.formats.tables.mapping import mapping_of, unpacked
from weir.errors import UserError
from weir.wiring.input_formats import with_mapping

MAPPING = 'name="fw"\nformat="csv"\ntransport="tcp"\n[columns]\nend="e"\ninitiator_ip="i"\nresponder_ip="r"\n'


def test_a_mapping_takes_the_place_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "fw.toml"
    file.write_bytes(b"\xef\xbb\xbf" + MAPPING.encode())
    name = with_mapping(f"mapped:{file}", "--format")
    assert unpacked(name) == mapping_of(MAPPING)
    assert with_mapping(name, "--format") == name


def test_other_names_stay_as_they_are() -> None:
    assert with_mapping("zeek-tsv", "--format") == "zeek-tsv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"name = 3", "no mapping of columns"),
        (b"\xff\xfe", "codec can't decode"),
        (b" " * 1_048_577, "no mapping: it has more than"),
    ],
)
def test_a_file_that_is_no_mapping_is_told_by_its_name(tmp_path: Path, text: bytes, message: str) -> None:
    file = tmp_path / "fw.toml"
    file.write_bytes(text)
    with pytest.raises(UserError, match=f"fw.toml: .*{message}"):
        with_mapping(f"mapped:{file}", "--format")


def test_a_file_that_is_not_there_or_not_named_is_told() -> None:
    with pytest.raises(UserError, match=r"none\.toml: no such file"):
        with_mapping("mapped:none.toml", "--format")
    with pytest.raises(UserError, match="--format mapped:: names no file"):
        with_mapping("mapped:", "--format")
