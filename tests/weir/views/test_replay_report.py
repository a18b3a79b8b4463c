"""The end of a replay: zones are suggested from what was inferred, and can be taken back as they are."""

from pathlib import Path

from streams.sources.files.statements import read_zones
from tests.weir.views.test_inventory import an_asset
from weir.views.replay_report import length_of, listed, suggested_zones


def _read(folder: Path, text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    path = folder / "zones.toml"
    path.write_text(text, encoding="utf-8")
    return [(change.side, change.cidrs) for change in read_zones(path, "plant", 0.0)]


def test_each_network_becomes_a_zone_of_its_side(tmp_path: Path) -> None:
    assets = [an_asset(1), an_asset(2), an_asset(3, ips=("192.168.5.9", "fd00::7"), side="it")]
    assert _read(tmp_path, suggested_zones(assets)) == [
        ("ot", ("10.1.0.0/24",)),
        ("it", ("192.168.5.0/24",)),
        ("it", ("fd00::/64",)),
    ]


def test_a_network_of_two_sides_is_left_to_the_person(tmp_path: Path) -> None:
    text = suggested_zones([an_asset(1), an_asset(2), an_asset(3, side="it")])
    assert "# holds 2 ot, 1 it" in text
    assert _read(tmp_path, text) == [("ot", ("10.1.0.0/24",))]


def test_public_and_unknown_addresses_suggest_nothing() -> None:
    assert suggested_zones([an_asset(1, ips=("8.8.8.8",)), an_asset(2, side=None), an_asset(3, ips=("none",))]) == ""


def test_counts_by_name_are_listed_from_the_most_frequent_and_cut() -> None:
    assert listed({"dns": 1_200, "stats": 4, "ntp": 4}) == "dns (1,200), ntp (4), stats (4)"
    assert listed({str(n): 1 for n in range(10)}, most=1) == "0 (1) and 9 more"


def test_lengths_of_time_are_told_in_the_unit_that_says_most() -> None:
    assert [length_of(seconds) for seconds in (0.0, 70.0, 720.0, 5_400.0, 200_000.0)] == [
        "0 minutes",
        "1 minute",
        "12 minutes",
        "1.5 hours",
        "2.3 days",
    ]
