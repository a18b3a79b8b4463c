"""Ids of roles, from one day to the next."""

from collections.abc import Mapping

from models.roles.clusters import Cluster
from models.roles.ids import role_ids
from models.roles.profile import Place, Profile

CELL = Place("cell", declared=True)
MODBUS = Profile(frozenset({(True, "modbus", "control")}), None)
NOTHING = Profile(frozenset(), None)


def ids(*groups: str, before: Mapping[str, str] | None = None, declared: str | None = None) -> list[str]:
    """The ids of groups, each spelled by its members; the first one is declared where a role is given."""
    found = [Cluster(None if number else declared, tuple(group)) for number, group in enumerate(groups)]
    profiles = dict.fromkeys("".join(groups), MODBUS)
    return role_ids(CELL, found, profiles, {f"{name}": f"cell/{role}" for name, role in (before or {}).items()})


def test_a_new_role_is_named_by_what_its_members_do() -> None:
    assert ids("ab") == ["cell/serves-modbus"]
    assert role_ids(CELL, [Cluster(None, ("a",))], {"a": Profile(frozenset({(False, "dns", "it")}), None)}, {}) == [
        "cell/uses-dns"
    ]
    assert role_ids(CELL, [Cluster(None, ("a",))], {"a": NOTHING}, {}) == ["cell/mixed"]


def test_of_two_that_would_be_called_the_same_the_second_has_a_number() -> None:
    assert ids("ab", "c") == ["cell/serves-modbus", "cell/serves-modbus#2"]


def test_a_role_keeps_its_id_whatever_its_members_do_now() -> None:
    assert ids("abc", before={"a": "uses-dns", "b": "uses-dns"}) == ["cell/uses-dns"]


def test_the_larger_part_keeps_the_id_where_a_role_falls_apart() -> None:
    assert ids("a", "bcd", before=dict.fromkeys("abcd", "mixed")) == ["cell/serves-modbus", "cell/mixed"]


def test_of_equal_parts_the_first_keeps_it() -> None:
    assert ids("ab", "cd", before=dict.fromkeys("abcd", "mixed")) == ["cell/mixed", "cell/serves-modbus"]


def test_two_roles_that_become_one_go_on_as_the_larger() -> None:
    assert ids("abc", before={"a": "uses-dns", "b": "uses-smb", "c": "uses-smb"}) == ["cell/uses-smb"]


def test_a_role_that_is_gone_leaves_its_name_to_nobody_that_day() -> None:
    assert ids("a", "b", before={"a": "x", "b": "x", "gone": "serves-modbus"}) == ["cell/x", "cell/serves-modbus#2"]


def test_a_declared_role_is_called_so_and_its_name_is_taken_from_others() -> None:
    assert ids("ab", "c", before={"a": "old", "c": "plc"}, declared="plc") == ["cell/plc", "cell/serves-modbus"]


def test_what_an_asset_was_in_another_zone_does_not_come_along() -> None:
    assert role_ids(CELL, [Cluster(None, ("a",))], {"a": MODBUS}, {"a": "line/plc"}) == ["cell/serves-modbus"]
