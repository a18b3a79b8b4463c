"""Plots of an evaluation: recall against false alerts a day, and false alerts by kind.

matplotlib comes with the extra `bench`; it is imported here alone, and only when a plot is asked for.
"""

from collections.abc import Mapping
from pathlib import Path

from replay.evaluate.evaluation import Evaluation

_MARKS = (0.0, 0.25, 0.5, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0)
"""False alerts a day that are written at the axis, as far as the curves go: the table's 1, 3 and 10 among them."""


def plot(evaluations: Mapping[str, Evaluation], path: Path) -> None:
    """Draw evaluations by name into one picture; the name's ending (.png, .svg) says which kind.

    Raises ValueError where matplotlib is not installed, or does not know the ending, and OSError where it can't write.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - it is an extra
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        msg = "--plot needs matplotlib: pip install 'weir[bench]'"
        raise ValueError(msg) from error
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    curve, kinds = figure.subplots(1, 2)
    for name, evaluation in evaluations.items():
        points = evaluation.curve
        curve.step(
            [0.0, *(point.false_a_day for point in points)],
            [0.0, *(point.recall for point in points)],
            where="post",
            label=name,
        )
    curve.set(xlabel="false alerts a day", ylabel="share of attacks found", ylim=(0.0, 1.05))
    curve.set_xscale("symlog", linthresh=1.0)  # 0 must have its place, and a simple rule raises hundreds
    most = max((point.false_a_day for one in evaluations.values() for point in one.curve), default=0.0)
    marks = [mark for mark in _MARKS if mark <= most] or [0.0]
    beyond = [mark for mark in _MARKS if mark > most][:1]
    curve.set(xlim=(0.0, (marks + beyond)[-1] * 1.05), xticks=marks + beyond)
    curve.set_xticks([], minor=True)
    curve.xaxis.set_major_formatter("{x:g}")
    curve.grid(alpha=0.3)
    curve.legend()
    first = next(iter(evaluations.values()))
    kinds.barh(list(first.false_by_kind), [count / first.days for count in first.false_by_kind.values()])
    kinds.set(xlabel="false alerts a day", title=f"false alerts of {next(iter(evaluations))}")
    figure.savefig(path)
