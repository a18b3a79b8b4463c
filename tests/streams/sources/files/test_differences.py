"""What a file of statements says otherwise than it did before."""

from hypothesis import given
from hypothesis import strategies as st

from models.identity.declared import apply_change
from models.identity.endpoint import Endpoint
from models.identity.inventory import Inventory
from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.reading import Refused
from streams.sources.files.differences import by_subject, differences, still_said

M1, M2 = "00:1b:1b:00:00:01", "00:1b:1b:00:00:02"


def asset(name: str, *addresses: Binding, realm: str = "", zone: str | None = None) -> AssetChange:
    return AssetChange(
        site="plant", time=1.0, source="a.csv", subject="asset", change="declared", id=name, realm=realm, zone=zone,
        addresses=addresses,
    )  # fmt: skip


def said(before: list[AssetChange], now: list[AssetChange]) -> list[tuple[str, str, tuple[Binding, ...]]]:
    changes = differences(by_subject(before), by_subject(now), 9.0)
    assert {change.time for change in changes if change.change != "declared"} <= {9.0}
    return [(change.id, change.change, change.addresses) for change in changes]


def test_what_is_the_same_is_not_said_again() -> None:
    assert said([asset("a", Binding("10.0.0.1"))], [asset("a", Binding("10.0.0.1"))]) == []


def test_an_address_that_left_a_row_is_released_before_the_row_is_said_anew() -> None:
    assert said([asset("a", Binding("10.0.0.1", M1))], [asset("a", Binding("10.0.0.2", M1))]) == [
        ("a", "address-released", (Binding("10.0.0.1"),)),
        ("a", "declared", (Binding("10.0.0.2", M1),)),
    ]


def test_a_mac_that_was_replaced_is_released_and_the_ip_stays() -> None:
    assert said([asset("a", Binding("10.0.0.1", M1))], [asset("a", Binding("10.0.0.1", M2))])[0] == (
        "a",
        "address-released",
        (Binding(mac=M1),),
    )


def test_an_address_that_was_only_added_releases_nothing() -> None:
    changes = said([asset("a", Binding("10.0.0.1"))], [asset("a", Binding("10.0.0.1"), Binding("10.0.0.2"))])
    assert [change for _, change, _ in changes] == ["declared"]


def test_what_has_gone_is_retired_after_all_else() -> None:
    changes = said([asset("a", Binding("10.0.0.1")), asset("b")], [asset("b", Binding("10.0.0.1"))])
    assert changes == [("b", "declared", (Binding("10.0.0.1"),)), ("a", "retired", ())]


def test_an_asset_in_another_realm_leaves_its_addresses_and_is_not_retired() -> None:
    changes = said([asset("a", Binding("10.0.0.1"))], [asset("a", Binding("10.0.0.1"), realm="cell")])
    assert [(name, change) for name, change, _ in changes] == [("a", "address-released"), ("a", "declared")]


def test_what_a_refused_row_said_before_still_holds() -> None:
    before = by_subject([asset("a", Binding("10.0.0.1")), asset("b")])
    named = Refused(source="a.csv", line=2, reason="no", name="a")
    assert [change.id for change in still_said(before, [named]).values()] == ["a"]
    nameless = Refused(source="a.csv", line=3, reason="no")
    assert [change.id for change in still_said(before, [named, nameless]).values()] == ["a", "b"]
    assert still_said(before, []) == {}


_addresses = st.lists(st.sampled_from([f"10.0.0.{n}" for n in range(1, 6)]), unique=True, max_size=3)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), _addresses, max_size=3), min_size=1, max_size=5))
def test_each_address_is_held_by_whom_the_file_says_last(states: list[dict[str, list[str]]]) -> None:
    inventory = Inventory()
    before: dict[str, AssetChange] = {}
    for state in states:
        taken: set[str] = set()
        rows = []
        for name, ips in state.items():
            own = [ip for ip in ips if ip not in taken]
            taken.update(own)
            rows.append(asset(name, *map(Binding, own)))
        now = by_subject(rows)
        for change in differences(before, now, 9.0):
            assert apply_change(inventory, change) is None
        before = now
        holders = {
            f"10.0.0.{n}": inventory.holder(
                Endpoint(ip=f"10.0.0.{n}", mac=None, realm="", scope="", local=False, time=9.0)
            )
            for n in range(1, 6)
        }
        declared = {binding.ip: row.id for row in rows for binding in row.addresses}
        assert {ip: holder.record.declared_id for ip, holder in holders.items() if holder is not None} == declared
