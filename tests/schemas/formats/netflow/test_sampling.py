"""Sampling rates, in all the ways in which exporters tell them."""

import pytest

from schemas.formats.netflow.exporters import Domain
from schemas.formats.netflow.sampling import learn_options, rates_of, v5_rate
from schemas.formats.netflow.wire.template import Columns


@pytest.mark.parametrize(
    ("columns", "rates"),
    [
        ({"sampling_interval": (100,)}, {None: 100}),
        ({"sampling_interval": (0,)}, {}),
        ({"sampler": (3,), "sampler_interval": (512,)}, {3: 512, None: 512}),
        ({"selector": (7,), "packet_interval": (1,), "packet_space": (999,)}, {7: 1_000, None: 1_000}),
        ({"packet_interval": (0,), "packet_space": (9,)}, {}),
        ({"sampling_size": (2,), "sampling_population": (20,)}, {None: 10}),
        ({"sampling_probability": (0.01,)}, {None: 100}),
        ({"sampling_probability": (0.0,)}, {}),
        ({"sampling_probability": (float("nan"),)}, {}),
        ({"octets": (5,)}, {}),
    ],
)
def test_a_rate_is_learnt_from_options(columns: Columns, rates: dict[int | None, int]) -> None:
    domain = Domain()
    learn_options(columns, 1, domain)
    assert domain.rates == rates


def test_the_beginning_of_uptimes_is_learnt_from_options() -> None:
    domain = Domain()
    learn_options({"boot_ms": (5, 9)}, 2, domain)
    learn_options({"boot_ms": (0,)}, 1, domain)
    assert domain.boot_ms == 9


@pytest.mark.parametrize(
    ("columns", "told", "found"),
    [
        ({}, {}, None),
        ({}, {None: 1}, None),
        ({}, {None: 10}, [10, 10]),
        ({"sampler": (3, 0)}, {3: 100}, [100, 1]),
        ({"sampler": (3, 4)}, {None: 10, 3: 100}, [100, 10]),
        ({"sampling_interval": (0, 5)}, {None: 10}, [10, 5]),
        ({"sampling_interval": (0, 0)}, {}, None),
    ],
)
def test_a_record_has_its_own_rate_its_samplers_or_the_exporters(
    columns: Columns, told: dict[int | None, int], found: list[int] | None
) -> None:
    domain = Domain()
    domain.rates = told
    assert rates_of(columns, 2, domain) == found


def test_v5_tells_the_rate_in_14_bits() -> None:
    assert (v5_rate(0), v5_rate(0x4000 | 1_000), v5_rate(100)) == (0, 1_000, 100)
