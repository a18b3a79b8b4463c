"""The figures of one process, kept by prometheus-client; nothing else imports it.

A figure is one of the table's, each process has a registry of its own, and a
figure that grows with time (an age, a lag) is stored as a point in time, so that it grows though the loop stands.
"""

import time
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from streams.status.figures import FIGURES, SECONDS, Figure, Shell

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The figures that `shell` shows. `clock` gives seconds UTC. Written by the loop, rendered by any thread.

    Labels are given in the order of the table. Raises KeyError for a figure that the shell does not show.
    """

    def __init__(self, shell: Shell, clock: Callable[[], float] = time.time) -> None:
        # A second series for each counter, of when it began: nothing here asks for it, and it doubles the page.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._clock = clock
        self._registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for figure in FIGURES:
            if shell not in figure.shells:
                continue
            name, text, labels, registry = figure.name, figure.help, figure.labels, self._registry
            match figure.kind:
                case "counter":
                    self._counters[name] = Counter(name, text, labels, registry=registry)
                case "gauge":
                    self._gauges[name] = Gauge(name, text, labels, registry=registry)
                case "histogram":
                    self._histograms[name] = Histogram(name, text, labels, registry=registry, buckets=SECONDS)
        ProcessCollector(registry=self._registry)

    def add(self, figure: Figure, amount: float, *labels: str) -> None:
        """Count more of a counter; with 0 it begins to be shown."""
        counter = self._counters[figure.name]
        (counter.labels(*labels) if labels else counter).inc(amount)

    def set(self, figure: Figure, value: float, *labels: str) -> None:
        """Set a gauge."""
        self._gauge(figure, labels).set(value)

    def since(self, figure: Figure, time: float, *labels: str) -> None:
        """Make a gauge the seconds since `time` (UTC), whenever it is looked at."""
        self._gauge(figure, labels).set_function(lambda: self._clock() - time)

    def ask(self, figure: Figure, value: Callable[[], float]) -> None:
        """Make a gauge what `value` gives when it is looked at, from another thread."""
        self._gauges[figure.name].set_function(value)

    def observe(self, figure: Figure, seconds: float) -> None:
        """Add to a histogram."""
        self._histograms[figure.name].observe(seconds)

    def forget(self, figure: Figure, *labels: str) -> None:
        """Show this gauge no longer: what it told of is not here any more."""
        self._gauges[figure.name].remove(*labels)

    def render(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)

    def _gauge(self, figure: Figure, labels: tuple[str, ...]) -> Gauge:
        gauge = self._gauges[figure.name]
        return gauge.labels(*labels) if labels else gauge
