"""What several formats derive from an alert alike: addresses of both families, times, sentences."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address

from schemas.alert import Alert, Hop, Party
from schemas.formats.alerts.parts.clean import clean

TRANSPORT_NUMBERS = {"icmp": 1, "tcp": 6, "udp": 17, "icmp6": 58, "sctp": 132}
"""IANA's protocol numbers of the transports that flows name."""


def milliseconds(time_s: float) -> int:
    """Epoch milliseconds of a time in seconds UTC."""
    return round(time_s * 1_000)


def timestamp(time_s: float) -> str:
    """RFC 3339 in UTC with milliseconds, which every receiver here reads; years outside of 1 to 9999 are clamped."""
    thousandths = min(max(milliseconds(time_s), _FIRST_MS), _LAST_MS)
    # About twice as fast as strftime (measured), and an alert has four of them.
    return f"{(_EPOCH + timedelta(milliseconds=thousandths)).isoformat(timespec='milliseconds')}Z"


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - UTC, whose name is put behind it
_FIRST_MS = 0
_LAST_MS = 253_402_300_799_999
"""The last millisecond of the year 9999, RFC 3339's last year."""


def address_of(party: Party | None) -> str | None:
    """The party's address without its zone index, where it is an address; None where it is something else."""
    return None if party is None else plain_address(party.ip)


@lru_cache(maxsize=4_096)
def plain_address(text: str | None) -> str | None:
    """An address as receivers type it: no zone index; None for what is none, such as a prefix of the internet.

    Remembered, since a plant's alerts name the same hosts: reading one took half the time of a whole alert.
    """
    if not text:
        return None
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def version_of(address: str) -> int:
    """4 or 6, of a plain address."""
    return 6 if ":" in address else 4


def name_of(party: Party | None) -> str | None:
    """What people call it: its name, or the asset's id where it has none; None where there is no party."""
    if party is None:
        return None
    return clean(party.name or party.ip or party.asset) or None


def level_text(party: Party | None) -> str | None:
    """The Purdue level as people write it: 1, 3.5."""
    return None if party is None or party.purdue_level is None else f"{party.purdue_level:g}"


def addresses(alert: Alert) -> list[str]:
    """Every address that the alert names, each once: its ends first, then those of its hops."""
    found = [address_of(alert.initiator), address_of(alert.responder)]
    for hop in alert.hops:
        found += [plain_address(hop.initiator_ip), plain_address(hop.responder_ip)]
    return list(dict.fromkeys(address for address in found if address))


def names(alert: Alert) -> list[str]:
    """Every name that the alert gives, each once: its ends first, then those of its hops."""
    found = [party.name for party in (alert.initiator, alert.responder) if party is not None]
    for hop in alert.hops:
        found += [hop.initiator_name, hop.responder_name]
    return list(dict.fromkeys(said for each in found if each and (said := clean(each))))


def judged(alert: Alert) -> float:
    """When this revision was made, seconds UTC; an older Weir kept only when its worst path was met."""
    return alert.revision_time or alert.time


def ending(alert: Alert) -> str | None:
    """Why it was closed, in a sentence; None where it is not."""
    if alert.closed_because:
        return clean(alert.closed_because)
    return None if alert.closed_by is None else f"part of alert {clean(alert.closed_by)}"


def tactics(alert: Alert) -> dict[str, str | None]:
    """The tactics of ATT&CK for ICS by id, each once, with their names where they are known."""
    return {each.tactic: each.tactic_name for each in alert.attack}


def techniques(alert: Alert) -> dict[str, str | None]:
    """The techniques of ATT&CK for ICS by id, each once, with their names where they are known."""
    return {each.technique: each.technique_name for each in alert.attack}


def service_of(alert: Alert) -> str | None:
    """The service's one name; None where none is known."""
    return clean(alert.service or "").strip() or None


def hop_text(hop: Hop) -> str:
    """One path in one line: `ws-12 (10.1.0.12) -> plc-1 (10.2.0.1) modbus`."""
    return clean(
        f"{_end(hop.initiator_name, hop.initiator_ip, hop.initiator)} -> "
        f"{_end(hop.responder_name, hop.responder_ip, hop.responder)} {hop.service}"
    )


def reason_lines(alert: Alert) -> Iterator[str]:
    """The reasons, heaviest first, each with its points behind it: what begins with a plus is a formula to some."""
    for reason in sorted(alert.reasons, key=lambda each: -each.weight):
        yield f"{clean(reason.text)} ({reason.weight:+.0f})"


def _end(name: str | None, address: str | None, asset: str) -> str:
    if name and address:
        return f"{name} ({address})"
    return name or address or asset
