"""Alerts as text for mail and chat."""

from schemas.formats.alerts.text import text
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, whole


def test_an_alert_is_a_few_lines() -> None:
    assert text(whole(), HERE).decode().splitlines() == [
        "HIGH IT to OT past the DMZ: eng-ws-17 -> plc-07 (modbus)",
        "eng-ws-17 polls plc-07, which only hmi-1 ever did.",
        "",
        "site      north",
        "seen      2026-01-12T00:00:00.000Z to 2026-01-12T00:00:58.500Z, 14 flows",
        "status    open",
        "from      eng-ws-17 (10.1.4.17, level 4, it)",
        "to        plc-07 (10.9.1.7, 00:1b:1b:00:00:07, cell-1, level 1, ot, plc, cell team)",
        "service   modbus",
        "attack    T0886 Remote Services, T0869 Standard Application Layer Protocol",
        "",
        "why",
        "  a path from IT to OT (+40)",
        "  reached by 2 peers until now (+17)",
        "",
        "next",
        "  Find out which rule lets this through.",
        "",
        "alert 3f9a0c51d2e84b7a, revision 2, told by weir-1.plant.example",
    ]


def test_paths_past_the_first_few_are_counted() -> None:
    said = text(whole(hops=whole().hops * 7, hops_total=40), HERE).decode()
    assert said.count("eng-ws-17 (10.1.4.17) -> plc-07") == 5
    assert "  and 35 more" in said


def test_a_name_makes_no_line_of_its_own() -> None:
    assert len(text(whole(title=HOSTILE), HERE).splitlines()) == len(text(whole(), HERE).splitlines())
