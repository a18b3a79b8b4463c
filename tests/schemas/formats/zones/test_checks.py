"""What contradicts itself in a plant's map of zones."""

import pytest

from schemas.formats.zones.checks import contradictions
from schemas.formats.zones.file import zone_changes, zone_entries

HEAD = '[[zones]]\nzone = "{}"\nside = "ot"\ncidrs = {}\n'


def told(text: str, beside: str = "") -> list[str]:
    own = zone_entries(text.encode(), site="plant", time=5.0, source="a.toml")
    others = zone_entries(beside.encode(), site="plant", time=5.0, source="b.toml") if beside else []
    return contradictions(own, others)


def zones(*each: tuple[str, str]) -> str:
    return "".join(HEAD.format(name, cidrs) for name, cidrs in each)


@pytest.mark.parametrize("twice", ['["10.1.0.0/24"]', '["10.9.0.0/16",\n"10.1.0.0/255.255.255.0"]'])
def test_a_network_in_two_zones_is_told_with_both_lines(twice: str) -> None:
    (found,) = told(zones(("cell", '["10.1.0.0/24"]'), ("office", twice)))
    line = 8 + twice.count("\n")
    assert found == (
        f"a.toml, line {line}, zone 2 (office): 10.1.0.0/24 is in a.toml, line 4, zone 1 (cell) as well; "
        "a network belongs to one zone"
    )


def test_a_host_and_its_own_prefix_are_one_network() -> None:
    assert len(told(zones(("a", '["10.1.0.7"]'), ("b", '["10.1.0.7/32"]')))) == 1


def test_networks_within_each_other_and_said_twice_in_one_zone_are_fine() -> None:
    assert told(zones(("plant", '["10.0.0.0/8"]'), ("cell", '["10.1.0.0/16", "10.1.0.0/16"]'))) == []


def test_realms_and_sites_have_networks_of_their_own() -> None:
    realm = HEAD.format("b", '["10.1.0.0/16"]') + 'realm = "cell"\n'
    site = HEAD.format("a", '["10.1.0.0/16"]') + 'site = "south"\n'
    assert told(zones(("a", '["10.1.0.0/16"]')) + realm + site) == []


def test_a_zone_that_is_declared_twice_is_told_with_both_lines() -> None:
    (found,) = told(zones(("a", "[]"), ("a", "[]")))
    assert "line 5, zone 2 (a): the zone is declared twice, first in a.toml, line 1, zone 1 (a)" in found
    assert "put its cidrs into one list" in found
    (found,) = told(zones(("a", "[]")) + HEAD.format("a", "[]") + 'realm = "cell"\n')
    assert "a zone has one realm" in found


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        ('from = "office"\nto = "cell"', "from names the zone 'office', which does not exist; there are: cell, dmz"),
        (
            'from = "dmz"\nto = "cel"',
            "to names the zone 'cel', which does not exist; did you mean 'cell' (a.toml, line 1,",
        ),
    ],
)
def test_a_conduit_to_a_zone_that_does_not_exist_is_told(ends: str, found: str) -> None:
    (said,) = told(zones(("cell", "[]"), ("dmz", "[]")) + f"[[conduits]]\n{ends}\n")
    assert said.startswith("a.toml, line 9, conduit 1 (")
    assert found in said


def test_conduits_may_be_declared_before_their_zones_and_within_one() -> None:
    assert told('[[conduits]]\nfrom = "a"\nto = "a"\n' + zones(("a", "[]"))) == []


@pytest.mark.parametrize(
    ("level", "side", "fine"),
    [
        (1, "ot", True),
        (3, "ot", True),
        (3.5, "dmz", True),
        (3, "dmz", True),
        (3, "it", True),
        (4, "it", True),
        (5, "external", True),
        (4, "ot", False),
        (1, "it", False),
        (2, "dmz", False),
        (5, "dmz", False),
        (1, "external", False),
    ],
)
def test_a_level_that_contradicts_the_side_is_told(level: float, side: str, fine: bool) -> None:
    found = told(f'[[zones]]\nzone = "a"\nlevel = {level}\nside = "{side}"\n')
    assert (found == []) is fine
    assert all("contradicts side" in one for one in found)


def test_files_of_one_run_are_checked_together() -> None:
    cell, office = zones(("cell", '["10.1.0.0/24"]')), zones(("office", '["10.9.0.0/16"]'))
    conduit = '[[conduits]]\nfrom = "office"\nto = "cell"\n'
    assert told(office + conduit, beside=cell) == []
    (found,) = told(zones(("office", '["10.1.0.0/24"]')), beside=cell)
    assert "a.toml, line 4" in found
    assert "b.toml, line 4" in found
    assert "declared twice, first in b.toml" in told(cell, beside=cell)[0]
    assert any("the same conduit is in b.toml" in one for one in told(office + conduit, beside=cell + conduit))


def test_what_is_wrong_beside_is_not_told_of_this_file() -> None:
    wrong = zones(("a", '["10.1.0.0/24"]'), ("b", '["10.1.0.0/24"]'))
    assert told(zones(("c", "[]")), beside=wrong) == []


def test_two_conduits_between_two_zones_are_both_kept() -> None:
    text = zones(("a", "[]"), ("b", "[]")) + '[[conduits]]\nfrom = "a"\nto = "b"\nservices = ["{}"]\n' * 2
    changes = zone_changes(text.format("ssh", "rdp").encode(), site="plant", time=5.0, source="a.toml")
    assert [(change.id, change.services) for change in changes[2:]] == [("", ("ssh",)), ("a>b#2", ("rdp",))]


def test_json_is_told_with_its_lines() -> None:
    text = (
        b'[{"zone": "a", "level": 1, "cidrs": ["10.1.0.0/24"]},\n'
        b' {"zone": "b", "level": 4,\n "cidrs": ["10.1.0.0/24"]}]'
    )
    with pytest.raises(ValueError, match=r"zones\.json, line 3, zone 2 \(b\): .* zones\.json, line 1, zone 1 \(a\)"):
        zone_changes(text, site="plant", time=5.0, source="zones.json")


def test_a_network_of_mapped_addresses_is_the_same_network() -> None:
    (found,) = told(zones(("cell", '["10.2.0.0/16"]'), ("office", '["::ffff:10.2.0.0/112"]')))
    assert "a.toml, line 8, zone 2 (office): 10.2.0.0/16 is in a.toml, line 4, zone 1 (cell) as well" in found


@pytest.mark.parametrize("spelt", ["Cells", "CELLS ", " cells"])
def test_two_zones_that_differ_in_case_or_spaces_alone_contradict(spelt: str) -> None:
    (found,) = told(zones(("cells", '["10.1.0.0/16"]'), (spelt, '["10.2.0.0/16"]')))
    assert found.startswith(
        f"a.toml, line 5, zone 2 ({spelt}): the zone {spelt!r} is 'cells' in a.toml, line 1, zone 1"
    )
    (found,) = told(zones((spelt, '["10.2.0.0/16"]')), beside=zones(("cells", "[]")))
    assert "is 'cells' in b.toml" in found


def test_zones_of_two_sites_may_differ_in_case_alone() -> None:
    assert told(zones(("cells", '["10.1.0.0/16"]')) + HEAD.format("Cells", "[]") + 'site = "south"\n') == []
