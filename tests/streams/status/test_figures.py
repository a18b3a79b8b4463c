"""The table of figures is whole, and its names and labels keep to what Prometheus and a plant can bear."""

import re

import pytest

from streams.status import figures
from streams.status.figures import FIGURES, Figure

BOUNDED = {"version", "site", "kind", "level", "partition", "topic", "source", "sink"}


def test_every_figure_of_the_module_is_in_the_table_once() -> None:
    made = [value for value in vars(figures).values() if isinstance(value, Figure)]
    assert sorted(made, key=lambda one: one.name) == sorted(FIGURES, key=lambda one: one.name)
    assert len({one.name for one in FIGURES}) == len(FIGURES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_a_name_tells_its_unit_as_prometheus_wants_it(figure: Figure) -> None:
    assert re.fullmatch(r"weir_[a-z]+(_[a-z]+)*", figure.name)
    assert figure.name.endswith("_total") == (figure.kind == "counter")
    assert (figure.kind == "histogram") <= figure.name.endswith("_seconds")
    assert figure.help.endswith(".")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_a_label_has_few_values(figure: Figure) -> None:
    assert set(figure.labels) <= BOUNDED
    assert figure.shells
