import pytest

from schemas.formats.tables.mapping import PREFIX, mapping_of, packed, unpacked, written
from tests.schemas.formats.mapped_samples import FIREWALL, JSON

LEAST = """
name = "fw"
format = "csv"
transport = "tcp"
[columns]
start = "Time"
initiator_ip = "From"
responder_ip = "To"
"""


def test_a_mapping_is_the_same_as_toml_and_in_the_name_of_a_format() -> None:
    for one in (FIREWALL, JSON, mapping_of(LEAST)):
        assert mapping_of(written(one, head=("to be looked at", "a = b"))) == one
        assert unpacked(packed(one)) == one
        assert packed(one).startswith(PREFIX + "{")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("name", "="), "no TOML"),
        (('start = "Time"\n', ""), "no column of times"),
        (('transport = "tcp"\n', ""), "no transport: name its column"),
        (('"tcp"', '"?"'), "field transport: '\\?' is no transport"),
        (('initiator_ip = "From"\n', ""), "no mapping of columns: .*initiator_ip"),
        (("start =", "begins ="), "no mapping of columns: .*unknown field `begins`"),
        (("[columns]", 'octets_unit = "stone"\n[columns]'), "octets_unit 'stone': is one of B, kB"),
        (("[columns]", 'duration_unit = "moons"\n[columns]'), "duration_unit 'moons'"),
        (("[columns]", 'delimiter = "::"\n[columns]'), "is one character"),
        (("[columns]", 'time_zone = "Mars/Base"\n[columns]'), "is no time zone"),
        (("[columns]", 'records = "one-way"\nroles = "certain"\n[columns]'), "tells who sent, not who began"),
        (("[columns]", 'headings = ["Time", "From"]\n[columns]'), "headings does not name: To"),
    ],
)
def test_what_no_row_could_be_read_by_is_refused(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mapping_of(LEAST.replace(*change))


@pytest.mark.parametrize("name", [PREFIX, PREFIX + "fw.toml", PREFIX + "{", PREFIX + '{"name": 3}'])
def test_a_name_without_a_mapping_in_it_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no mapping"):
        unpacked(name)


def test_keys_that_toml_would_not_take_bare_are_quoted() -> None:
    mapping = mapping_of(LEAST + '\n[only]\n"Type of row" = ["end"]\n')
    assert '"Type of row" = ["end"]' in written(mapping)
    assert mapping_of(written(mapping)) == mapping
