"""Alerts on a terminal: whole, in the site's time, and nothing from the network acts upon the terminal."""

import io
import subprocess
import sys

import msgspec
from rich.console import Console, RenderableType

from schemas.alert import Advice, Alert, BaselineExcerpt, Crossing, Evidence, Hop, Party, Reason, Technique
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert
from weir.views.terminal import TerminalSink, alert_detail, alert_line, alert_table, clean, counted, when

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


def _shown(thing: RenderableType, width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(thing)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_the_detail_says_what_why_and_what_next() -> None:
    text = _shown(alert_detail(WHOLE, "UTC"))
    for part in (
        "title of 3f9a0c",
        "a summary",
        "high, severity 70 of 100, open",
        "eng-ws-17 (10.1.4.17), side it (inferred), level 4",
        "zone cell-1",
        "modbus",
        "it -> ot (forbidden)",
        "heavy (seen 13.4, expected 2)",
        "usually hmi-1",
        "T0886 (TA0109)",
        "zeek: C1",
        "ask who works there (the IT edge)",
    ):
        assert part in text
    assert text.index("heavy") < text.index("light")


def test_an_alert_of_several_paths_names_them() -> None:
    hops = tuple(Hop(f"ws-{number}", "plc-07", "modbus", 1.0) for number in range(40))
    text = _shown(alert_detail(msgspec.structs.replace(WHOLE, hops=hops, hops_total=50), "UTC"))
    assert "its 50 paths" in text
    assert "ws-29 -> plc-07 modbus" in text
    assert "and 20 more" in text
    assert "path" not in _shown(alert_detail(msgspec.structs.replace(WHOLE, hops=hops[:1], hops_total=1), "UTC"))


def test_one_is_not_several() -> None:
    assert [counted(1, "path"), counted(0, "path"), counted(1_200, "path")] == ["1 path", "0 paths", "1,200 paths"]


def test_the_table_has_the_weightiest_reasons() -> None:
    text = _shown(alert_table([WHOLE], lambda _site: "UTC", reasons=1))
    assert "heavy" in text
    assert "light" not in text
    assert "eng-ws-17 (10.1.4.17) -> plc-07 (10.9.1.7) modbus" in " ".join(text.split())


def test_on_a_narrow_terminal_alerts_stand_below_each_other_and_whole() -> None:
    text = _shown(alert_table([WHOLE], lambda _site: "UTC", reasons=1), width=80)
    assert "title of 3f9a0c" in text
    assert "heavy" in text
    assert "3f9a0c" in text.splitlines()[0]
    assert "\N{HORIZONTAL ELLIPSIS}" not in text


def test_a_revision_is_marked_as_one() -> None:
    assert "revision 2" in _shown(alert_line(an_alert(revision=2), "UTC"))
    assert "revision" not in _shown(alert_line(an_alert(), "UTC"))


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
        _shown(alert_detail(shown, "UTC")),
        _shown(alert_line(shown, "UTC")),
        _shown(alert_table([shown], lambda _s: "UTC")),
    ):
        assert "\x1b" not in text
        assert "[bold]x[/bold]" in text


def test_the_sink_shows_each_alert_at_once() -> None:
    console = Console(file=io.StringIO(), width=160)
    sink = TerminalSink(console, lambda _site: "UTC")
    sink.open(None)
    assert sink.begin() == 0
    assert sink.deliver([Outgoing(an_alert("a1"), b""), Outgoing(an_alert("a2"), b"")]) == 0
    sink.close()
    file = console.file
    assert isinstance(file, io.StringIO)
    assert file.getvalue().count("\n") == 2


SHOWING = """
import sys
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert
from weir.views.terminal import TerminalSink, output

sink = TerminalSink(output(), lambda _site: "UTC", gone=lambda: sys.stderr.write("gone"))
sys.stdin.read(1)
sink.deliver([Outgoing(an_alert(), b"")] * 10)
"""


def test_the_sink_says_when_nobody_reads_it_any_more() -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SHOWING]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, error = process.communicate(b"x")
    assert error in {b"gone", b"gone" * 10}
    assert process.returncode == 0
