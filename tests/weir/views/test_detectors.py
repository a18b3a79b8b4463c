"""The detectors as people read them."""

import io

from msgspec.structs import replace
from rich.console import Console, RenderableType

from schemas.overview.detectors import Bound, DetectorDetail, DetectorRow, LatestAlert, ShownTechnique
from schemas.overview.learning import TaughtKind
from weir.views.detectors import detector_table, detector_view

SCAN = DetectorRow(
    kind="scan", on=True, watches="One host tries many.", alerts=1_200, medium=3, open=2, withheld=0, closed=1_190,
    malicious=1, expected=4, muted=3, found_true=1, cost=7, last_time=1_767_571_200.0,
)  # fmt: skip
NEVER = DetectorRow(
    kind="pivot", on=False, watches="Goes on.", alerts=0, medium=0, open=0, withheld=0, closed=0,
    malicious=0, expected=0, muted=0, found_true=0, cost=0, off_in=("plant",),
)  # fmt: skip


def shown(what: RenderableType) -> list[str]:
    console = Console(file=io.StringIO(), width=160)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_a_row_has_its_figures_and_none_is_a_dash() -> None:
    partly = replace(NEVER, kind="volume", on=True)
    assert shown(detector_table([SCAN, NEVER, partly], "Europe/Zurich"))[1:] == [
        "scan on 1,200 3 2 - 1,190 1 7 2026-01-05 01:00 One host tries many.",
        "pivot off - - - - - - - never Goes on.",
        "volume off in some - - - - - - - never Goes on.",
    ]


def test_one_at_length_says_what_it_is_and_where_its_figures_come_from() -> None:
    detail = DetectorDetail(
        summary=SCAN,
        techniques=(ShownTechnique("T0846", "Remote System Discovery"),),
        needs="Nothing.",
        points=Bound("points", "40", "a convention"),
        bounds=(Bound("addresses", "10", "measured"),),
        settings="zones",
        loss="nothing tells",
        latest=(LatestAlert("plant", "0123456789abcdef", 1_767_571_200.0, "high", "open", "Sweep\x1b[31m"),),
        taught=(
            TaughtKind(
                site="plant", kind="scan", from_="it", to="cell", expected=5, malicious=0, points=-10.0, latest=60.0
            ),
        ),
    )
    lines = shown(detector_view(detail, lambda _site: "UTC"))
    assert lines[0] == "scan One host tries many."
    for line in (
        "state on",
        "were it off nothing tells",
        "alerts 1,200 alerts, 3 of medium and above: 2 open, 4 expected, 1 malicious, 3 muted, 1,190 closed",
        "judged 1 found true (malicious), 7 for nothing (expected or muted)",
        "settings [detectors] off; zones",
        "points 40 a convention",
        "addresses 10 measured",
        "scan it cell - 5 0 -10 1970-01-01 00:01",
        "high 2026-01-05 00:00:00 open Sweep\N{REPLACEMENT CHARACTER}[31m 0123456789ab",
    ):
        assert line in lines
    never = replace(detail, summary=NEVER, techniques=(), loss=None, latest=())
    assert {"state off in plant", "alerts none yet"} <= set(shown(detector_view(never, lambda _site: "UTC")))
