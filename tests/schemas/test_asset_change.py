import msgspec
import pytest

from schemas.asset_change import Binding
from schemas.codec import ASSET_CHANGES

LEAST: dict[str, object] = {
    "site": "north",
    "time": 1.0,
    "source": "plant.csv",
    "subject": "asset",
    "change": "declared",
    "id": "plc-1",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "device"),
        ("change", "deleted"),
        ("purdue_level", 5.5),
        ("purdue_level", -1),
        ("criticality", 0),
        ("criticality", 6),
        ("side", "OT"),
        ("tags", ["t"] * 65),
        ("addresses", [{"ip": "10.0.0.1"}] * 257),
        ("cidrs", ["10.0.0.0/8"] * 1_025),
        ("services", ["modbus"] * 257),
        ("reason", "x" * 4_097),
        ("expires", -1),
    ],
)
def test_a_value_past_its_bound_is_refused_by_its_name(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"\$\.{field}"):
        ASSET_CHANGES.decode_one(msgspec.json.encode({**LEAST, field: value}))


def test_what_is_not_said_is_none_and_so_leaves_what_was_known() -> None:
    change = ASSET_CHANGES.decode_one(msgspec.json.encode(LEAST))
    assert (change.name, change.zone, change.purdue_level, change.addresses) == (None, None, None, ())


def test_the_dmz_is_level_three_and_a_half() -> None:
    change = ASSET_CHANGES.decode_one(msgspec.json.encode({**LEAST, "purdue_level": 3.5}))
    assert change.purdue_level == 3.5


def test_a_binding_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        Binding()
    with pytest.raises(ValueError, match=r"neither.*\$\.addresses"):
        ASSET_CHANGES.decode_one(msgspec.json.encode({**LEAST, "addresses": [{}]}))


def test_a_binding_may_have_one_of_its_two() -> None:
    assert Binding(ip="10.0.0.1").mac is None
    assert Binding(mac="00:11:22:33:44:55").ip is None
