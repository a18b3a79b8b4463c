"""Reads a `/metrics` page as Prometheus would."""

import urllib.error
import urllib.request
from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

Sample = tuple[str, frozenset[tuple[str, str]]]


class Page:
    """One page of figures."""

    def __init__(self, text: str) -> None:
        families = list(text_string_to_metric_families(text))
        self.helps = {family.name: family.documentation for family in families}
        self.samples: dict[Sample, float] = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float | None:
        """One figure; None where it is not shown."""
        return self.samples.get((name, frozenset(labels.items())))

    def by(self, name: str, *labels: str) -> dict[tuple[str, ...], float]:
        """All samples of a name by their labels."""
        return {
            tuple(dict(pairs)[label] for label in labels): value
            for (sample, pairs), value in self.samples.items()
            if sample == name
        }


def scrape(listen: str) -> Page:
    """The figures of who listens there; none when nobody does yet."""
    try:
        with urllib.request.urlopen(f"http://{listen}/metrics", timeout=10) as answer:
            return Page(answer.read().decode())
    except OSError:
        return Page("")


def asked(listen: str, page: str, method: str = "GET") -> tuple[int, Mapping[str, str], bytes]:
    """Code, headers and body of one request."""
    request = urllib.request.Request(f"http://{listen}{page}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()
