"""The bytes of an inventory as text."""

import pytest

from schemas.formats.assets.text import decoded, plain_cell

TEXT = "Name;Ort\r\nDüse;Zürich\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_spreadsheets_save_is_read_without_a_word(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding), "a.csv") == (TEXT, None)


def test_excels_unicode_text_is_read() -> None:
    text = "名前\tIP\r\nポンプ\t10.1.0.5\r\n"
    assert decoded(b"\xff\xfe" + text.encode("utf-16-le"), "a.txt") == (text, None)


def test_western_europe_is_read_and_said() -> None:
    text, said = decoded(TEXT.encode("cp1252"), "a.csv")
    assert text == TEXT
    assert said is not None
    assert "Windows-1252" in said


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "xlsx"),
        (b"\xd0\xcf\x11\xe0rest", "xls"),
        (b"%PDF-1.7", "PDF"),
        (b"ab\0\0\0\0cd", "binary"),
        (b"\xff\xfeab\x00\xd8", "not so to its end"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name(content: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=what) as refused:
        decoded(content, "a.csv")
    assert str(refused.value).startswith("a.csv: ")


def test_nuls_after_a_crash_are_no_reason_to_refuse_the_rest() -> None:
    assert decoded(b"name,ip\na,10.0.0.1\n" + bytes(4096), "a.csv") == ("name,ip\na,10.0.0.1\n", None)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ('="10.1.0.5"', "10.1.0.5"),
        ('= "plc-1 "', "plc-1"),
        ('="a ""b"""', 'a "b"'),
        ("'plc-2", "plc-2"),
        ("'plc-2'", "plc-2"),
        ("'007", "007"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'t Veld", "'t Veld"),
        ("=A1", "=A1"),
        ("O'Brien'", "O'Brien'"),
        (" plc ", "plc"),
        ("'", ""),
    ],
)
def test_what_tells_excel_that_a_cell_is_text_is_no_part_of_it(cell: str, plain: str) -> None:
    assert plain_cell(cell) == plain
