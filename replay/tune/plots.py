"""The front as a picture: attacks found against false alerts a day, and the time to detect beside.

matplotlib comes with the extra `bench`; it is imported here when a plot is asked for.
"""

from pathlib import Path

from replay.tune.tuning import Tuning


def draw(tuning: Tuning, path: Path) -> None:
    """Draw it; the name's ending (.png, .svg) says which kind.

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
    found, after = figure.subplots(1, 2)
    for axes in (found, after):
        axes.set(xlabel="false alerts a day")
        axes.grid(alpha=0.3)
    found.set(ylabel=f"attacks found, of {tuning.before.attacks}")
    after.set(ylabel="half of the attacks found after, seconds")
    for trials, style, label in ((tuning.trials, "o", "trials"), (tuning.front, "s-", "front")):
        rates = [one.figures.false_a_day for one in trials]
        alpha = 0.35 if style == "o" else 1.0
        found.plot(rates, [one.figures.found for one in trials], style, alpha=alpha, label=label)
        after.plot(rates, [one.figures.after_s or 0.0 for one in trials], style, alpha=alpha, label=label)
    before, proposed = tuning.before, tuning.after
    found.plot([before.false_a_day], [before.found], "X", markersize=11, label="as it is")
    found.plot([proposed.false_a_day], [proposed.found], "*", markersize=14, label="proposed")
    found.legend()
    figure.savefig(path)
