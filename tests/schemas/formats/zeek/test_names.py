"""The spellings of Zeek's fields."""

import pytest

from schemas.formats.zeek.names import zeek_fields, zeek_names


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (("ts", "id.orig_h"), ("ts", "id.orig_h")),
        (("id_orig_h", "resp_p", "id.ctx.vlan", "id_ctx_inner_vlan"), ("id.orig_h", "id.resp_p", "vlan", "inner_vlan")),
        (("id.vlan", "vlan"), ("id.vlan", "vlan")),
        (("id.vlan", "ctx.vlan"), ("vlan", "ctx.vlan")),
        (("ts", "ts"), ("ts", "ts")),
    ],
)
def test_columns_get_the_names_used_here_and_none_is_lost(given: tuple[str, ...], used: tuple[str, ...]) -> None:
    assert zeek_names(given) == used


def test_nested_objects_are_read_by_their_dotted_path_to_a_depth() -> None:
    row = {"id": {"orig_h": "a", "ctx": {"vlan": 5}}, "x": None, "y": {"z": None, "w": [1]}, "@path": "conn"}
    assert zeek_fields(row) == {"id.orig_h": "a", "vlan": 5, "y.w": [1], "_path": "conn"}
    deep: dict[str, object] = {"leaf": 1}
    for _ in range(50):
        deep = {"n": deep}
    (name,) = zeek_fields(deep)
    assert name == "n.n.n.n.n"


def test_a_fields_own_name_wins_over_another_spelling() -> None:
    assert zeek_fields({"id.vlan": 5, "vlan": 7})["vlan"] == 7
    assert zeek_fields({"vlan": 7, "id.vlan": 5})["vlan"] == 7
