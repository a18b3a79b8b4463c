"""How well each sensor sees: a table, and for each thing to mend a sentence that says what to do."""

from collections.abc import Callable, Iterator, Sequence

from schemas.overview.sensors import SensorFault, SensorView
from weir.views.grid import Grid
from weir.views.terminal import clean, counted, when

SENSOR_LEGEND = (
    "shares are of the last two days with flows: one side and no begin of TCP conversations, the others of all flows. "
    "also sees: the other sensor tells so much of what this one tells (docs/sensors.md)"
)

TimeZoneOf = Callable[[str], str]

_MENDED: dict[SensorFault, str] = {
    "one-direction": (
        "of its longer TCP conversations show one side only: let the mirror port copy both directions (rx and tx), or "
        "give the sensor both lines of the tap; where routes differ by direction, mirror the other route too"
    ),
    "beginnings": (
        "of its TCP conversations show no beginning, so who began them is a guess: let it run through, and keep "
        "conversations on one process of it; of NetFlow export the TCP flags"
    ),
    "checksums": (
        "of its rows have packets with wrong checksums, which the sensor leaves unread: switch off offloading where it "
        "captures (ethtool -K IFACE rx off tx off tso off gso off gro off), or let it ignore them (Zeek: "
        "redef ignore_checksums = T; Suricata: checksum-validation: no)"
    ),
    "gaps": (
        "of its rows have gaps: packets are lost on the mirror port or in the sensor. See its own count of drops "
        "(Zeek: capture_loss.log), mirror less, or give it more processes"
    ),
    "cut": "of its rows are of packets that were cut when they were captured: capture whole packets (tcpdump -s 0)",
    "sampled": (
        "of its rows are of sampled packets, so short conversations are not seen: export all flows of the lines that "
        "matter"
    ),
    "lost": (
        "of its rows came right after lost ones: let Weir's socket buffer be larger, send the records over a line of "
        "their own, or look at the exporter's own count of drops"
    ),
}


def sensor_table(sensors: Sequence[SensorView], time_zone_of: TimeZoneOf) -> Grid:
    """A row a sensor; with its site, where there are several, and without columns that are empty for all."""
    several = len({each.site for each in sensors}) > 1
    columns: dict[str, list[str]] = {
        "site": [clean(each.site) if several else "" for each in sensors],
        "sensor": [clean(each.sensor) for each in sensors],
        "flows": [f"{each.flows:,}" for each in sensors],
        "last seen": [when(each.last_seen, time_zone_of(each.site))[:16] for each in sensors],
        "behind": [_length(each.behind_s) for each in sensors],
        "held back": [f"{each.parked:,}" if each.parked else "" for each in sensors],
        "one side": [_percent(each.one_sided) for each in sensors],
        "no begin": [_percent(each.unsure) for each in sensors],
        "checksums": [_percent(each.checksums) for each in sensors],
        "gaps": [_percent(each.gaps) for each in sensors],
        "cut": [_percent(each.cut, or_none=True) for each in sensors],
        "sampled": [_percent(each.sampled, or_none=True) for each in sensors],
        "lost": [_percent(each.lost, or_none=True) for each in sensors],
        "OT last": [
            "-" if each.ot_last is None else when(each.ot_last, time_zone_of(each.site))[:16] for each in sensors
        ],
        "also sees": [_shared(each) for each in sensors],
    }
    shown = {heading: cells for heading, cells in columns.items() if any(cells)}
    table = Grid(ruled=False)
    for heading in shown:
        table.add_column(heading, right=heading not in {"site", "sensor", "last seen", "OT last", "also sees"})
    for row in zip(*shown.values(), strict=True):
        table.add_row(*row)
    return table


def sensor_advice(each: SensorView) -> Iterator[str]:
    """A sentence for each thing to mend, what weighs most first."""
    shares = {
        "one-direction": each.one_sided, "beginnings": each.unsure, "checksums": each.checksums, "gaps": each.gaps,
        "cut": each.cut, "sampled": each.sampled, "lost": each.lost,
    }  # fmt: skip
    name = f"sensor {clean(each.sensor)}"
    for fault in each.faults:
        share = shares.get(fault)
        if share is not None:
            yield f"{name}: {_percent(share)} {_MENDED[fault]}"
        elif fault == "clock":
            yield from (f"{name}: {line}" for line in _clock(each))
        elif fault == "held-back":
            waiting = counted(each.parked, "flow")
            yield f"{name}: {waiting} of it wait, since nothing confirms their time: look at its clock"
        elif fault == "no-ot" and each.ot_last is not None:
            yield (
                f"{name}: no OT protocol for {_length(each.last_seen - each.ot_last)}, though it saw some before and "
                "goes on: see whether its line still carries the plant's traffic (a mirror port moved, a VLAN left out)"
            )


def _clock(each: SensorView) -> Iterator[str]:
    for other in each.shared:
        if other.ahead_s is None or abs(other.ahead_s) < 1.0:
            continue
        way = "ahead of" if other.ahead_s > 0 else "behind"
        yield (
            f"its clock is {abs(other.ahead_s):,.0f} s {way} that of {clean(other.sensor)}, by conversations that both "
            f"saw: set it by NTP, or let Weir set its times right with clock_offset_s = {other.ahead_s:.0f} in "
            f"[sensors.{clean(each.sensor)}]"
        )


def _shared(each: SensorView) -> str:
    """What of it others see too, those of most first."""
    most = sorted(each.shared, key=lambda other: (-other.share, other.sensor))
    return ", ".join(f"{clean(other.sensor)} {_percent(other.share)}" for other in most if other.both)


def _percent(share: float | None, *, or_none: bool = False) -> str:
    """Rounded, but never to all or nothing where it is neither."""
    if share is None or (or_none and not share):
        return "" if or_none else "-"
    if 0.0 < share < 0.01:
        return "<1%"
    return f"{min(99, round(share * 100)) if share < 1.0 else 100}%"


def _length(seconds: float) -> str:
    for unit_s, unit in ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min")):
        if seconds >= 2.0 * unit_s:
            return f"{seconds / unit_s:.0f} {unit}"
    return f"{seconds:.0f} s"
