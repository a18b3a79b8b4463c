"""`weir evaluate`: alerts against a ground truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.options import JsonOption

if TYPE_CHECKING:
    from replay.simulate import Truth


def evaluate(
    alerts: Annotated[
        Path,
        typer.Argument(metavar="ALERTS", help="Alerts as `weir replay --alerts` writes them, a line a revision."),
    ],
    *,
    truth: Annotated[
        Path,
        typer.Option("--truth", metavar="FILE", help="What was planted, as `weir simulate` writes it (truth.json)."),
    ],
    flows: Annotated[
        Path | None,
        typer.Option(
            "--flows",
            metavar="CONN.LOG",
            help="The traffic (Zeek, tab-separated): four simple rules are judged beside.",
        ),
    ] = None,
    zones: Annotated[
        Path | None,
        typer.Option("--zones", metavar="FILE", help="The zones, for the simple rules: they look at OT and the DMZ."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw the figures (.png, .svg). Needs matplotlib."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Judge alerts by what was planted: found, named rightly, how soon, and how many false ones a day.

    docs/evaluate.md describes the truth and each figure.

    Examples: weir evaluate alerts.ndjson --truth plant/truth.json
    """
    from replay import evaluate as evaluation
    from weir.errors import UserError, told
    from weir.views.json_lines import print_json
    from weir.views.recorded.evaluation import print_evaluations
    from weir.views.terminal import output

    planted = _truth(truth)
    if (flows is None) != (zones is None):
        msg = "--flows and --zones go together: the simple rules look at what has an end in OT or the DMZ"
        raise UserError(msg)
    with told(ValueError, OSError):
        judged = {"weir": evaluation.evaluate(evaluation.read_raised(alerts), planted)}
        if flows is not None and zones is not None:
            from replay.evaluate.rivals import rivals

            judged |= {name: evaluation.evaluate(raised, planted) for name, raised in rivals(flows, zones, planted)}
        if plot is not None:
            from replay.evaluate.plots import plot as draw

            draw(judged, plot)
    if as_json:
        for name, one in judged.items():
            print_json(evaluation.NamedEvaluation(name=name, evaluation=one))
        return
    print_evaluations(output(), judged)


def _truth(path: Path) -> "Truth":
    import msgspec

    from replay.simulate import Truth
    from weir.errors import UserError, told

    with told(OSError):
        data = path.read_bytes()
    try:
        return msgspec.json.decode(data, type=Truth)
    except msgspec.DecodeError as error:
        msg = f"{path}: no truth as docs/evaluate.md describes it ({error})"
        raise UserError(msg) from error
