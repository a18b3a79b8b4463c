"""In which lines the entries of a zone file stand."""

from schemas.formats.zones.places import places_of

TOML = b"""\
# [[zones]] of a comment is none
note = '''
[[zones]]
'''
[[zones]]
zone = "a"
cidrs = [
  "10.1.0.0/16",
  '10.2.0.0/16',
]
  [[ "conduits" ]]
from = "a"
[[zones]]
zone = "b"
"""

JSON = b"""\
{"conduits": [{"from": "a {", "to": "b"}],
 "zones": [
  {"zone": "a", "cidrs": ["10.1.0.0/16",
    "10.2.0.0/16"]},
  {"zone": "b \\" [", "level": 1}
]}
"""


def test_entries_of_toml_are_found_by_their_headings() -> None:
    places = places_of(TOML, toml=True)
    assert {key: span.first for key, span in places.items()} == {
        ("zones", 1): 5,
        ("conduits", 1): 11,
        ("zones", 2): 13,
    }
    assert places["zones", 1].line_of("10.1.0.0/16") == 8
    assert places["zones", 1].line_of("10.2.0.0/16") == 9
    assert places["zones", 1].line_of("10.9.0.0/16") == 5


def test_entries_of_json_are_found_by_their_brackets() -> None:
    places = places_of(JSON.replace(b"\n", b"\r\n"), toml=False)
    assert {key: span.first for key, span in places.items()} == {
        ("conduits", 1): 1,
        ("zones", 1): 3,
        ("zones", 2): 5,
    }
    assert places["zones", 1].line_of("10.2.0.0/16") == 4


def test_a_list_alone_is_one_of_zones() -> None:
    places = places_of(b'\n[{"zone": "a"},\n\n{"zone": {"b": [{}]}}]', toml=False)
    assert {key: span.first for key, span in places.items()} == {("zones", 1): 2, ("zones", 2): 4}


def test_what_cannot_be_found_is_absent() -> None:
    assert places_of(b'zones = [{zone = "a"}]\n', toml=True) == {}
