"""How a burst is said: whose it is, who the other ends are, and what was the most before."""

from models.baseline.asset import new_asset
from models.baseline.path import Path
from models.baseline.windows import WINDOW_S
from models.findings.bursts.busiest import Busiest
from models.findings.bursts.fading_count import FadingCount
from models.findings.bursts.role_paths import ANSWERED, BEGUN, Role
from models.findings.bursts.surge import Surge, told_of
from models.findings.protocol import AssetWindow
from tests.models import builders as b

NOW = b.after(8)


def said(role: Role, names: list[str], path: int | None = None, most: float = 0.0) -> tuple[str, str]:
    """What is told of an asset `plc-1` with so many others."""
    asset = new_asset("plc-1", "", b.MONDAY)
    others = [new_asset(name, "", b.MONDAY) for name in names]
    paths = [
        Path(other.id, asset.id, "modbus", 0, b.MONDAY, NOW, 0.0, other, asset)
        if role == ANSWERED
        else Path(asset.id, other.id, "modbus", 0, b.MONDAY, NOW, 0.0, asset, other)
        for other in others
    ]
    known = Busiest(FadingCount(0, 0), time=NOW, flows=most, run_begin=NOW - WINDOW_S, run_end=NOW + WINDOW_S)
    spoke = tuple((each, 100) for each in paths)
    surge = Surge(known, 100.0, 1_200, asset, role, spoke, None if path is None else paths[path])
    return told_of(surge, AssetWindow(asset, NOW, 0, 1_200, 0, 0, 0, None, {}))


def test_a_responder_names_those_who_ask_most() -> None:
    title, text = said(ANSWERED, ["a", "b", "c", "d"])
    assert title == "plc-1 is asked far more often than usual: 1,200 connections in five minutes"
    assert "was asked for 1,200 connections in five minutes by 4 devices, most of them a, b, c, and so for 10" in text
    assert text.endswith("its busiest five minutes had no more than 33")


def test_an_initiator_names_whom_it_asks() -> None:
    assert "opened 1,200 connections in five minutes to a and b, and so" in said(BEGUN, ["a", "b"])[1]
    assert "opened 1,200 connections in five minutes to a, and so" in said(BEGUN, ["a"])[1]
    assert "opened 1,200 connections in five minutes, and so" in said(BEGUN, [])[1]


def test_a_path_tells_both_ends_and_whose_most_it_is_compared_with() -> None:
    title, text = said(ANSWERED, ["a", "b"], path=1, most=250.0)
    assert title == "Burst of connections: b -> plc-1 (modbus)"
    assert text.endswith("the busiest five minutes of plc-1 had 250")
