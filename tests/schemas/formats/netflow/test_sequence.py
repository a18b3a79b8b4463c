"""What an exporter's own counting says was lost, and when it began anew."""

import pytest

from schemas.formats.netflow.exporters import Domain
from schemas.formats.netflow.sequence import follow, restarted
from schemas.formats.netflow.wire.export import SFLOW, Export
from schemas.formats.notes import Notes

HOUR_MS = 3_600_000


def export(sequence: int, *, version: int = 9, count: int = 1, uptime: int | None = None) -> Export:
    return Export(
        exporter="a", version=version, domain=1, now=1.0, sequence=sequence, count=count, body=20, end=20, uptime=uptime
    )


def lost(*exports: Export, counted: int | None = 1) -> dict[str, int]:
    domain, notes = Domain(), Notes()
    for one in exports:
        follow(domain, one, counted, notes)
    return notes.remarks


@pytest.mark.parametrize(
    ("version", "counted", "sequences", "remarks"),
    [
        (9, 1, (5, 6, 7), {}),
        (9, 1, (5, 6, 9), {"datagrams lost": 2}),
        (SFLOW, None, (5, 6, 9), {"datagrams lost": 2}),
        (5, 30, (0, 30, 90), {"records lost": 30}),
        (7, 20, (0, 20, 60), {"records lost": 20}),
        (10, 7, (0, 7, 20), {"records lost": 6}),
        (10, None, (0, 7, 20), {}),
        (1, 3, (0, 0, 0), {}),
        (9, 1, (2**32 - 1, 0, 1), {}),
        (9, 1, (2**32 - 2, 1), {"datagrams lost": 2}),
        (9, 1, (500, 499, 501), {}),
        (9, 1, (500_000, 7, 8), {}),
        (9, 1, (5, 2_000_000, 2_000_001), {}),
    ],
)
def test_each_version_counts_its_own(
    version: int, counted: int | None, sequences: tuple[int, ...], remarks: dict[str, int]
) -> None:
    assert lost(*[export(sequence, version=version) for sequence in sequences], counted=counted) == remarks


def test_an_exporter_that_counts_records_in_v9_loses_nothing() -> None:
    assert lost(export(100, count=30), export(130, count=12), export(142, count=30)) == {}


@pytest.mark.parametrize(
    ("uptimes", "anew"),
    [
        ((HOUR_MS, HOUR_MS + 5), False),
        ((HOUR_MS, 5_000), True),
        ((HOUR_MS * 9, HOUR_MS), False),
        ((30_000, 29_000), False),
        ((30_000, 100), True),
        ((2**32 - 5, 100), False),
        ((0, 0), False),
    ],
)
def test_an_uptime_that_fell_is_a_restart_but_not_where_it_wraps_or_comes_late(
    uptimes: tuple[int, int], *, anew: bool
) -> None:
    domain = Domain()
    domain.next_sequence = 77
    assert not restarted(domain, export(1, uptime=uptimes[0]))
    assert restarted(domain, export(1, uptime=uptimes[1])) is anew
    assert domain.next_sequence == (None if anew else 77)


def test_a_version_without_uptimes_never_restarts() -> None:
    domain = Domain()
    assert not restarted(domain, export(1, version=10))
    assert domain.uptime is None
