"""Paths and assets as tables."""

import io

import msgspec
from rich.console import Console, RenderableType

from schemas.asset_summary import AssetSummary
from tests.streams.records import SITE, T0, a_path
from weir.views.network.inventory import asset_table, crosses, path_table


def an_asset(number: int = 1, **changes: object) -> AssetSummary:
    plain = AssetSummary(
        id=f"ip:10.1.0.{number}",
        site=SITE,
        first_seen=T0,
        last_seen=T0,
        peers=1,
        services_served=("modbus",),
        services_used=(),
        paths=1,
        alive=True,
        ips=(f"10.1.0.{number}",),
        side="ot",
        side_inferred=True,
    )
    return msgspec.structs.replace(plain, **changes)


def shown(table: RenderableType, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_a_path_crosses_between_known_sides_only() -> None:
    assert crosses(a_path())
    assert not crosses(msgspec.structs.replace(a_path(), initiator_side="ot"))
    assert not crosses(msgspec.structs.replace(a_path(), initiator_side=None))


def test_paths_show_their_sides_and_names() -> None:
    named = msgspec.structs.replace(a_path(), responder_name="plc\x1b[2J")
    text = shown(path_table([named], lambda _site: "UTC"))
    assert "it -> ot" in text
    assert "ip:10.0.0.1 -> plc" in text
    assert "\x1b" not in text


def test_assets_say_what_is_inferred_and_what_they_serve() -> None:
    many = an_asset(services_served=("a", "b", "c", "d", "e"), readiness=0.5)
    text = shown(asset_table([many, an_asset(2, side=None, side_inferred=False)], lambda _site: "UTC"))
    assert "ot (inferred)" in text
    assert "unknown" in text
    assert "a, b, c, d and 1 more" in text
    assert "0.50" in text


def test_on_a_narrow_terminal_nothing_is_cut() -> None:
    long = an_asset(name="historian-of-the-north-plant", zone="cell-1-supervision", role="plc", readiness=0.5)
    text = shown(asset_table([long], lambda _site: "UTC"), width=80)
    assert "\N{HORIZONTAL ELLIPSIS}" not in text
    assert "10.1.0.1" in text
    assert "ot?" in text
    path = shown(path_table([a_path()], lambda _site: "UTC"), width=80)
    assert "ip:10.0.0.1 -> ip:" in path
    assert "\N{HORIZONTAL ELLIPSIS}" not in path
