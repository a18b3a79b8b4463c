"""What was set aside comes back whole, beside what was learnt since, or not at all."""

import msgspec

from models.state.set_aside import ASIDE, returning
from models.state.state_codec import encode
from schemas.state import STATE_VERSION

OURS, NEWER = encode("x"), msgspec.msgpack.encode((STATE_VERSION + 1, 0, "x"))


def test_an_asset_comes_back_whole_whatever_is_there_now() -> None:
    aside = {f"{ASIDE}plc|{name}": OURS for name in ("head", "window", "0", "3")}
    found = returning({**aside, "plc|head": OURS, "plc|0": OURS})
    assert found.assets == {"plc"}
    assert set(found.parts) == {"plc|head", "plc|window", "plc|0", "plc|3"}
    assert (found.chunks, found.outdated) == ([], [])


def test_an_asset_waits_for_its_head() -> None:
    found = returning({f"{ASIDE}plc|head": NEWER, f"{ASIDE}plc|window": OURS, f"{ASIDE}plc|0": OURS, "plc|head": OURS})
    assert (found.assets, found.parts, found.chunks, found.outdated) == (set(), {}, [], [])


def test_paths_of_an_asset_that_went_on_come_back_one_by_one_and_its_window_does_not() -> None:
    aside = {f"{ASIDE}plc|{name}": OURS for name in ("window", "10", "2")}
    found = returning({**aside, "plc|head": OURS, "plc|window": OURS, "plc|2": OURS})
    assert found.chunks == ["plc|10", "plc|2"]
    assert found.outdated == ["plc|window"]
    assert found.parts == {}


def test_records_of_the_site_come_back_where_nothing_is() -> None:
    found = returning({f"{ASIDE}@zones": OURS, f"{ASIDE}@marks": OURS, f"{ASIDE}@watch": NEWER, "@marks": OURS})
    assert found.parts == {"@zones": OURS}
