"""What the rows of a plant say: who met whom up to a place in the log, apart from what alerts hold back."""

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from tests.replay.figures.rows import Row, read_rows

Way = tuple[str, str, str]
"""Initiator's and responder's address, and the service."""

SESSIONS = {"rdp", "ssh", "vnc"}
"""Services of the simulated plants by which people work on a host."""

DIGESTS = {"learning-review", "first-look"}
"""Kinds whose paths count as usual from then on."""


def read_alerts(path: Path) -> list[dict[str, Any]]:
    """The last revision of each alert, in the order in which they were first raised."""
    last: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        alert = json.loads(line)
        last[alert["id"]] = alert
    return list(last.values())


PERHAPS = {"maintenance-digest", "pivot"}
"""Kinds of which some paths may have been learnt later, as usual work: rows do not tell which."""

MOST_LEASES = 8
"""Addresses that one office host has had; what bears more is a router."""


class Plant:
    """The rows by way, the inventory by name and address, and the zones."""

    def __init__(self, folder: Path, alerts: Iterable[dict[str, Any]]) -> None:
        self.alerts = list(alerts)
        with (folder / "assets.csv").open(encoding="utf-8") as inventory:
            self.assets = {row["ip"]: row for row in csv.DictReader(inventory)}
        self.by_name = {row["hostname"]: ip for ip, row in self.assets.items()}
        zones = tomllib.loads((folder / "zones.toml").read_text(encoding="utf-8"))["zones"]
        self._networks = [(ip_network(cidr), zone) for zone in zones for cidr in zone["cidrs"]]
        self._networks.sort(key=lambda one: -one[0].prefixlen)
        self._zones: dict[str, dict[str, Any] | None] = {}
        self.ways: dict[Way, list[Row]] = defaultdict(list)
        self.first_seen: dict[str, float] = {}
        self.begun = float("inf")
        self.bearers: dict[str, set[str]] = defaultdict(set)
        for row in read_rows(folder / "conn.log"):
            self.ways[row.initiator, row.responder, row.service].append(row)
            self.begun = min(self.begun, row.end)
            self.bearers[row.initiator_mac].add(row.initiator)
            for ip in (row.initiator, row.responder):
                self.first_seen.setdefault(ip, row.end)
        self.out: dict[str, list[Way]] = defaultdict(list)
        self.into: dict[str, list[Way]] = defaultdict(list)
        for way in self.ways:
            self.out[way[0]].append(way)
            self.into[way[1]].append(way)
        certain = self._held(lambda kind: kind not in DIGESTS | PERHAPS)
        answered_later = {way for way in certain if _answered_later(self.ways[way])}
        self.held = certain - answered_later
        self.perhaps_held = (self._held(lambda kind: kind in PERHAPS) | answered_later) - self.held

    def zone_of(self, ip: str) -> dict[str, Any] | None:
        """The narrowest zone that has an address; None for one in no zone."""
        if ip not in self._zones:
            address = ip_address(ip)
            self._zones[ip] = next((zone for network, zone in self._networks if address in network), None)
        return self._zones[ip]

    def address(self, label: str) -> str | None:
        """The address of what an alert names; None for a label that is no host of the plant."""
        return label if label in self.first_seen else self.by_name.get(label)

    def usual_out(self, ip: str, place: int) -> set[str]:
        """Whom a host reached before a row, without what alerts hold back."""
        return {self._peer(way[1], ip) for way in self.out[ip] if self.is_usual(way, place)}

    def usual_into(self, ip: str, place: int) -> set[str]:
        """Who reached a host before a row, without what alerts hold back."""
        peers = set()
        for way in self.into[ip]:
            if self.is_usual(way, place):
                zone = self.zone_of(way[0])
                leased = zone is not None and zone["side"] == "it"
                peers |= self._cards(way, place) if leased else {self._peer(way[0], ip)}
        return peers

    def _cards(self, way: Way, place: int) -> set[str]:
        """The network cards of an office address, which is leased: each is a host. A router's bears many addresses."""
        macs = {row.initiator_mac for row in self.ways[way] if row.place < place}
        return {mac if len(self.bearers[mac]) <= MOST_LEASES else way[0] for mac in macs}

    def services(self, ip: str, place: int, *, asked: bool) -> set[str]:
        """Which services a host was asked for, or used, before a row."""
        return {way[2] for way in (self.into if asked else self.out)[ip] if self.is_usual(way, place)}

    def met(self, initiator: str, responder: str, place: int) -> bool:
        """Whether one usually reached the other before a row, by whatever service."""
        return any(self.is_usual(way, place) for way in self.out[initiator] if way[1] == responder)

    def was_seen(self, way: Way, place: int) -> bool:
        """Whether a way was used before a row."""
        rows = self.ways.get(way, [])
        return bool(rows) and rows[0].place < place

    def rows_of(self, alert: dict[str, Any]) -> list[Row]:
        """The rows of an alert's paths in its time, in the order of the log."""
        ways = {way: hop for hop in alert.get("hops", ()) for way in self.ways_of(hop)}
        found = []
        for way, hop in ways.items():
            for row in self.ways[way]:
                mine = alert["kind"] != "identity-conflict" or row.initiator_mac == hop.get("initiator_mac")
                if mine and alert["first_seen"] <= row.end + 1e-6 and row.end <= alert["last_seen"] + 1e-6:
                    found.append(row)
        last = max((row.place for row in found if abs(row.end - alert["last_seen"]) < 1e-6), default=2**60)
        # A sensor's rows may come late: what came after the row by which it was told is not of it.
        return sorted(row for row in found if row.place <= last)

    def ways_of(self, hop: dict[str, Any]) -> list[Way]:
        """The ways that rows have of one path that an alert lists: of a part of the internet those of all its hosts."""
        ends = [hop.get(f"{end}_ip") or hop[end].partition(":")[2] for end in ("initiator", "responder")]
        if "any" not in ends and not any(hop[end].startswith("ext:") for end in ("initiator", "responder")):
            way = (ends[0].rpartition("/")[2], ends[1].rpartition("/")[2], hop["service"])
            if way not in self.ways and hop.get("port") is not None:
                way = (*way[:2], f"{hop.get('transport')}/{hop['port']}")
            return [way] if way in self.ways else []
        known = ends[0] if not hop["initiator"].startswith("ext:") else ends[1]
        host = known.rpartition("/")[2]
        return [
            way
            for way in (*self.out[host], *self.into[host])
            if way[2] == hop["service"] and self._is(way[0], hop["initiator"]) and self._is(way[1], hop["responder"])
        ]

    def rows_of_hop(self, hop: dict[str, Any]) -> list[Row]:
        """The rows of one path that an alert lists, in the order of the log."""
        return sorted(row for way in self.ways_of(hop) for row in self.ways[way])

    def _is(self, ip: str, end: str) -> bool:
        if not end.startswith("ext:"):
            return True
        outside = self.zone_of(ip) is None
        name = end.removeprefix("ext:")
        return outside and (name == "any" or ip_address(ip) in ip_network(name, strict=False))

    def place_of(self, alert: dict[str, Any]) -> int:
        """Where in the log the row stands by which an alert came to say what it says; past all where none does."""
        party = alert.get("initiator")
        own = [] if party is None else [row for way in self.out[party["ip"]] for row in self.ways[way]]
        at = [row.place for row in (*own, *self.rows_of(alert)) if abs(row.end - alert["time"]) < 1e-6]
        return min(at, default=2**60)

    def sessions(self, host: str, place: int) -> list[float]:
        """When people came into a host before a row; what follows within ten minutes on the same way is one session."""
        began = []
        for way in self.into[host]:
            open_until = 0.0
            for row in self.ways[way] if way[2] in SESSIONS else ():
                if row.answered and row.place < place:
                    if row.start > open_until + 600.0:
                        began.append(row.start)
                    open_until = max(open_until, row.end)
        return began

    def is_usual(self, way: Way, place: int) -> bool:
        """Whether a way was used before a row, and no alert holds it back."""
        return way not in self.held and self.was_seen(way, place)

    def _peer(self, ip: str, other: str) -> str:
        """Internet hosts count together: by /24 for OT and the DMZ, all as one for the office."""
        if self.zone_of(ip) is not None:
            return ip
        zone = self.zone_of(other)
        return "internet" if zone is None or zone["side"] == "it" else str(ip_network(f"{ip}/24", strict=False))

    def _held(self, of: Callable[[str], bool]) -> set[Way]:
        """The ways that were new with the alerts of some kinds."""
        held = set()
        for alert in self.alerts:
            if not of(alert["kind"]):
                continue
            if alert["kind"] == "scan":
                held |= self._tried(alert)
            for hop in alert.get("hops", ()):
                held |= {way for way in self.ways_of(hop) if self.ways[way][0].end >= hop["time"] - 1e-6}
        return held

    def _tried(self, scan: dict[str, Any]) -> set[Way]:
        """What a sweep tried in vain: it lists no more than fifty paths."""
        return {
            way
            for way in self.out[scan["initiator"]["ip"]]
            if scan["first_seen"] - 3600.0 <= self.ways[way][0].end <= scan["last_seen"]
            and not any(row.answered for row in self.ways[way])
        }


def _answered_later(rows: list[Row]) -> bool:
    """Whether a way was first tried in vain, and is a conversation now: that may have been judged anew."""
    return not rows[0].answered and any(row.answered for row in rows)
