"""The figures of one process: kept apart from another's, written by name, rendered as Prometheus reads them."""

import threading

import pytest

from streams.status import figures
from streams.status.figures import FIGURES, Shell
from streams.status.metrics import CONTENT_TYPE, Metrics
from tests.scraping import Page


def page(metrics: Metrics) -> Page:
    return Page(metrics.render().decode())


def test_two_processes_share_nothing() -> None:
    one, other = Metrics("worker"), Metrics("worker")
    one.add(figures.FLOWS, 3, "plant")
    assert page(one).value("weir_flows_total", site="plant") == 3
    assert page(other).value("weir_flows_total", site="plant") is None


@pytest.mark.parametrize("shell", ["worker", "embedded", "collector", "forwarder"])
def test_a_shell_shows_its_own_figures_with_their_help_and_no_others(shell: Shell) -> None:
    shown = page(Metrics(shell)).helps
    own = {one.name.removesuffix("_total"): one.help for one in FIGURES if shell in one.shells}
    assert {name: text for name, text in shown.items() if name.startswith("weir_")} == own


def test_the_process_itself_is_shown() -> None:
    values = page(Metrics("worker"))
    for name in figures.PROCESS_FIGURES:
        assert values.value(name) is not None, name


def test_what_began_in_the_past_grows_without_anybody_writing_it() -> None:
    now = [1_000.0]
    metrics = Metrics("worker", lambda: now[0])
    metrics.since(figures.WATERMARK_LAG, 990.0, "plant")
    assert page(metrics).value("weir_watermark_lag_seconds", site="plant") == 10.0
    now[0] += 60.0
    assert page(metrics).value("weir_watermark_lag_seconds", site="plant") == 70.0


def test_what_is_forgotten_is_shown_no_longer() -> None:
    metrics = Metrics("worker")
    metrics.set(figures.LEDGER, 4, "plant")
    metrics.forget(figures.LEDGER, "plant")
    assert page(metrics).value("weir_ledger_paths", site="plant") is None


def test_a_histogram_counts_and_sums() -> None:
    metrics = Metrics("worker")
    for seconds in (0.004, 0.2, 90.0):
        metrics.observe(figures.COMMIT_SECONDS, seconds)
    values = page(metrics)
    assert values.value("weir_commit_seconds_bucket", le="0.005") == 1
    assert values.value("weir_commit_seconds_bucket", le="60.0") == 2
    assert values.value("weir_commit_seconds_count") == 3
    assert values.value("weir_commit_seconds_sum") == pytest.approx(90.204)


def test_a_label_of_another_can_begin_no_line() -> None:
    metrics = Metrics("worker")
    metrics.add(figures.FLOWS, 1, 'x"} 9\nweir_flows_total{site="forged')
    lines = [line for line in metrics.render().decode().split("\n") if line.startswith("weir_flows_total")]
    assert len(lines) == 1


def test_a_figure_of_another_shell_is_an_error() -> None:
    with pytest.raises(KeyError):
        Metrics("collector").add(figures.FLOWS, 1, "plant")


def test_writing_and_rendering_at_once_loses_nothing() -> None:
    metrics, stop = Metrics("worker"), threading.Event()

    def render() -> None:
        while not stop.is_set():
            metrics.render()

    reader = threading.Thread(target=render)
    reader.start()
    for number in range(2_000):
        metrics.add(figures.FLOWS, 1, "plant")
        metrics.set(figures.LEDGER, number, "plant")
        metrics.forget(figures.LEDGER, "plant")
    stop.set()
    reader.join()
    assert page(metrics).value("weir_flows_total", site="plant") == 2_000


def test_the_content_type_is_that_of_the_text_format() -> None:
    assert CONTENT_TYPE.startswith("text/plain; version=")
