"""Alerts on a terminal: whole, in the site's time, and nothing from the network acts upon the terminal."""

import io

import msgspec
from rich.console import Console, RenderableType
from rich.text import Text

from schemas.alert import Advice, Alert, BaselineExcerpt, Crossing, Evidence, Party, Reason, Technique
from tests.streams.records import an_alert
from weir.views.alerts.detail import alert_detail
from weir.views.alerts.feed import alert_line
from weir.views.terminal import (
    alert_rows,
    alert_table,
    clean,
    counted,
    level_text,
    octets_text,
    output,
    peer_text,
    printed_on,
    span_text,
    unit_text,
    when,
    when_both,
)

WHOLE = msgspec.structs.replace(
    an_alert("3f9a0c"),
    initiator=Party(
        asset="ip:10.1.4.17", name="eng-ws-17", ip="10.1.4.17", side="it", side_inferred=True, purdue_level=4.0
    ),
    responder=Party(asset="ip:10.9.1.7", name="plc-07", ip="10.9.1.7", port=502, zone="cell-1", side="ot"),
    service="modbus",
    crossing=Crossing(from_="it", to="ot", kind="forbidden"),
    reasons=(Reason("light", 3.0), Reason("heavy", 40.0, value=13.4, expected=2.0)),
    evidence=(Evidence(sensor="zeek", start=1.0, uid="C1"),),
    evidence_total=1,
    baseline=BaselineExcerpt(
        asset="plc-07", days_watched=20.0, readiness=0.8, peers=3, services=1, usual_peers=("hmi-1",)
    ),
    attack=(Technique("T0886", "TA0109"),),
    advice=Advice(where="the IT edge", text="ask who works there"),
)


def shown_text(thing: RenderableType, width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(thing)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_one_is_not_several() -> None:
    assert [counted(1, "path"), counted(0, "path"), counted(1_200, "path")] == ["1 path", "0 paths", "1,200 paths"]


def test_the_table_has_the_weightiest_reasons() -> None:
    text = shown_text(alert_table([WHOLE], lambda _site: "UTC", reasons=1))
    assert "heavy" in text
    assert "light" not in text
    assert "eng-ws-17 (10.1.4.17) -> plc-07 (10.9.1.7) modbus" in " ".join(text.split())


def test_on_a_narrow_terminal_alerts_stand_below_each_other_and_whole() -> None:
    text = shown_text(alert_table([WHOLE], lambda _site: "UTC", reasons=1), width=80)
    assert "title of 3f9a0c" in text
    assert "heavy" in text
    assert "3f9a0c" in text.splitlines()[0]
    assert "\N{HORIZONTAL ELLIPSIS}" not in text


def test_times_are_the_plants() -> None:
    assert when(1.0, "Europe/Zurich") == "1970-01-01 01:00:01"


def test_a_time_that_never_was_is_never() -> None:
    assert when(0.0, "Europe/Zurich") == "never"


def test_names_from_the_network_are_text_only() -> None:
    evil = "\x1b[2J\r[bold]x[/bold]\u202e\n"
    assert (
        clean(evil)
        == "\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}[bold]x[/bold]" + 2 * "\N{REPLACEMENT CHARACTER}"
    )
    shown: Alert = msgspec.structs.replace(
        WHOLE,
        title=evil,
        summary=evil,
        service=evil,
        initiator=Party(asset=evil, name=evil, zone=evil, role=evil),
        reasons=(Reason(evil, 1.0),),
        advice=Advice(evil, evil),
    )
    for text in (
        shown_text(alert_detail(shown, "UTC")),
        shown_text(alert_line(shown, "UTC")),
        shown_text(alert_table([shown], lambda _s: "UTC")),
        shown_text(alert_rows([shown], lambda _s: "UTC")),
    ):
        assert "\x1b" not in text
        assert "[bold]x[/bold]" in text


def test_a_list_has_each_alert_in_one_line_with_its_status() -> None:
    other = msgspec.structs.replace(WHOLE, id="b1", status="closed", title="another")
    lines = shown_text(alert_rows([WHOLE, other], lambda _site: "UTC")).splitlines()
    assert len(lines) == 3
    assert [line.split()[0] for line in lines] == ["level", "high", "high"]
    assert "closed  another" in lines[2]
    assert lines[2].rstrip().endswith("b1")


def test_a_list_over_several_sites_says_which() -> None:
    south = msgspec.structs.replace(WHOLE, site="south")
    assert "south" not in shown_text(alert_rows([south], lambda _site: "UTC"))
    zones = {"plant": "UTC", "south": "Asia/Tokyo"}
    text = shown_text(alert_rows([WHOLE, south], lambda site: zones[site]), width=200)
    assert "south" in text
    assert "Asia/Tokyo" in text


def test_utc_stands_beside_the_sites_time_where_they_differ() -> None:
    assert when_both(1.0, "Europe/Zurich") == "1970-01-01 01:00:01 Europe/Zurich (1970-01-01 00:00:01 UTC)"
    assert when_both(1.0, "UTC") == "1970-01-01 00:00:01 UTC"
    assert len(span_text(1.0, 2.0, "Europe/Zurich")) == 2
    assert span_text(1.0, 2.0, "UTC") == ["1970-01-01 00:00:01 to 1970-01-01 00:00:02 UTC"]


def test_a_unit_agrees_with_its_number() -> None:
    assert [unit_text(1.0, unit) for unit in ("hosts", "addresses", "of 5", "MB")] == ["host", "address", "of 5", "MB"]
    assert unit_text(2.0, "services") == "services"


def test_an_address_without_a_name_is_said_without_its_kind() -> None:
    assert [peer_text(asset) for asset in ("ip:10.1.1.1", "ext:any", "hmi-1")] == [
        "10.1.1.1",
        "internet hosts",
        "hmi-1",
    ]


def test_octets_have_the_unit_that_says_most() -> None:
    assert [octets_text(number) for number in (12.0, 2_410.0, 7_970_000.0, 3.91e9)] == [
        "12 B", "2.41 kB", "7.97 MB", "3.91 GB",
    ]  # fmt: skip


def test_the_level_keeps_its_colour_to_itself() -> None:
    console = Console(file=io.StringIO(), record=True, width=160)
    console.print(level_text("critical") + Text(", severity 100"))
    critical, rest = (segment for segment in console.export_text(styles=True).split("\x1b[0m") if segment.strip())
    assert critical.endswith("critical")
    assert rest.strip() == ", severity 100"


def test_commands_print_where_they_are_told_to_and_afterwards_on_standard_output() -> None:
    console = Console(file=io.StringIO())
    with printed_on(console):
        assert output() is console
    assert output() is not console
