"""Sampling rates and what else an exporter tells of itself in its options: when its clock began.

A rate of N means that one of N packets was looked at, so its counters are multiplied by N.
"""

from collections.abc import Sequence

from schemas.formats.netflow.exporters import Domain
from schemas.formats.netflow.fields import numbers
from schemas.formats.netflow.wire.template import Columns

LARGEST_RATE = 0xFFFF_FFFF

_INTERVALS = ("sampler_interval", "sampling_interval")
_SAMPLERS = ("sampler", "selector")


def learn_options(columns: Columns, count: int, domain: Domain) -> None:
    """Take what records of an options template tell."""
    boots = columns.get("boot_ms")
    if boots is not None and count and isinstance(boots[-1], int) and boots[-1]:
        domain.boot_ms = boots[-1]
    rates = _told_rates(columns, count)
    if rates is None:
        return
    samplers = numbers(columns, *_SAMPLERS)
    for index, rate in enumerate(rates):
        if rate:
            domain.learn_rate(None if samplers is None else samplers[index], rate)
            # A router that samples everything alike may name its sampler in its options alone.
            if len(domain.rates) == 1 and samplers is not None:
                domain.learn_rate(None, rate)


def rates_of(columns: Columns, count: int, domain: Domain) -> Sequence[int] | None:
    """The rate of each data record; None where all are 1."""
    told = _told_rates(columns, count)
    samplers = numbers(columns, *_SAMPLERS)
    if told is None and samplers is None:
        rate = domain.rate()
        return None if rate == 1 else [rate] * count
    named = [domain.rate()] * count if samplers is None else [domain.rate(sampler) for sampler in samplers]
    rates = named if told is None else [one or other for one, other in zip(told, named, strict=True)]
    return None if all(rate == 1 for rate in rates) else rates


def v5_rate(field: int) -> int:
    """The rate in a header of v5, 0 where none is told: its lowest 14 bits (Cisco); the two above are the mode."""
    return field & 0x3FFF


def _told_rates(columns: Columns, count: int) -> Sequence[int] | None:
    """The rate that each record itself tells, 0 where it tells none; None where it has no field for it."""
    intervals = numbers(columns, *_INTERVALS)
    if intervals is not None and any(intervals):
        return [min(interval, LARGEST_RATE) for interval in intervals]
    interval, space = numbers(columns, "packet_interval"), numbers(columns, "packet_space")
    if interval is not None and space is not None:
        return [_ratio(taken + left, taken) for taken, left in zip(interval, space, strict=True)]
    size, population = numbers(columns, "sampling_size"), numbers(columns, "sampling_population")
    if size is not None and population is not None:
        return [_ratio(of, taken) for taken, of in zip(size, population, strict=True)]
    chances = columns.get("sampling_probability")
    if chances is not None:
        return [_chance(value) for value in chances]
    return None if intervals is None else [0] * count


def _ratio(whole: int, taken: int) -> int:
    return min(max(1, round(whole / taken)), LARGEST_RATE) if taken and whole >= taken else 0


def _chance(value: object) -> int:
    if not isinstance(value, float) or not 1 / LARGEST_RATE <= value <= 1.0:
        return 0
    return round(1 / value)
