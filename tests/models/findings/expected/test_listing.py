"""Paths that come one by one are listed as if all were listed anew."""

from hypothesis import given
from hypothesis import strategies as st

from models.findings.expected.listing import TURNS, Listing, cause_of, ends_of, key_of, silence_key
from models.findings.expected.records import ExpectedPath, Kept, Silence
from models.findings.memory import Memory

SINCE = 1_790_000_000.0


def memory() -> Memory[Kept]:
    return Memory(Kept, version=1, most=1_000)


def keys(listing: Listing) -> list[list[str]]:
    turns = [[each.key for each in listing.turn(60.0 * minute)] for minute in range(TURNS)]
    return [[each.key for each in listing.paths()], *turns]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=40))
def test_one_by_one_or_all_at_once_is_the_same_list(steps: list[tuple[bool, int]]) -> None:
    kept = memory()
    listing = Listing(kept)
    listing.paths()
    for comes, number in steps:
        key = key_of((f"panel-{number}", "plc", "modbus"))
        if comes and kept.get(key) is None:
            one = ExpectedPath("zeek", SINCE)
            kept.put(key, Kept(path=one))
            listing.added(key, one)
        elif not comes and kept.get(key) is not None:
            kept.drop(key)
            listing.changed()
    found, anew = keys(listing), keys(Listing(kept))
    assert found == anew
    assert sorted(key for turn in found[1:] for key in turn) == found[0]


def test_a_path_whose_silence_is_not_there_any_more_is_told_by_none() -> None:
    kept, lost = memory(), ExpectedPath("zeek", SINCE, silence=silence_key(("zone", "cell")))
    kept.put("panel|plc|modbus", Kept(path=lost))
    assert Listing(kept).paths()[0].kept.silence is None


def test_a_silence_is_listed_by_its_cause_also_where_a_zone_has_the_separator_in_its_name() -> None:
    for cause in (("zone", "cell|two"), ("path", "panel", "plc", "modbus"), ("asset", "plc")):
        kept, silence = memory(), Silence(["panel|plc|modbus"], SINCE, SINCE, SINCE)
        kept.put(silence_key(cause), Kept(silence=silence))
        assert Listing(kept).silences() == [(cause, silence)]
        assert cause_of(silence_key(cause)) == cause


def test_ends_of_a_key_are_those_it_was_made_of() -> None:
    assert ends_of(key_of(("panel", "plc", "modbus"))) == ("panel", "plc", "modbus")
