"""Where the traffic of an alert is to be found: lines for Zeek, Arkime and Suricata, and links of the settings.

What is put into a line or a link came from the wire: what has not the shape of an id or of an address is left out.
"""

import json
import math
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from string import Formatter
from urllib.parse import quote

from msgspec import Struct

from schemas.alert import Alert, Evidence, Hop
from streams.read_model.alert_context import AlertContext

MOST_FLOWS = 4
"""Flows of the evidence in one line: as many ids of Zeek (18 characters) as fit 120 columns."""

AROUND_S = 60
"""Before the first and after the last flow, since sensors write a flow's begin and its end at different times."""

_UID = re.compile(r"[\w.:+/=-]{1,64}", re.ASCII)
_FLOW_ID = re.compile(r"([0-9]{1,19})(?:-[0-9.]+)?", re.ASCII)
"""Suricata's id of a flow, with the time behind it where the id had been another flow's. Zeek's ids begin with a C."""
_COMMUNITY_ID = re.compile(r"1:[A-Za-z0-9+/]{27}=")
"""A version, and 20 bytes of SHA-1 in base64 (github.com/corelight/community-id-spec)."""

_PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132}
"""By IANA number. ICMP is left out: its types and codes are no part of an alert."""


class Search(Struct, frozen=True):
    """One line to paste, and the tool that takes it."""

    tool: str
    line: str


class Link(Struct, frozen=True):
    """One link of the settings, filled."""

    name: str
    url: str


class AlertAtLength(Alert, frozen=True, omit_defaults=True, kw_only=True):
    """An alert, what else is known of it, and where its traffic is to be found: for scripts."""

    context: AlertContext
    searches: tuple[Search, ...] = ()
    links: tuple[Link, ...] = ()


def searches_of(alert: Alert) -> tuple[Search, ...]:
    """Lines that find the alert's flows; none of a tool that could not find any."""
    known = _distinct(_uid(one) for one in alert.evidence)
    flow_ids = _distinct(_flow_id(uid) for uid in known)[:MOST_FLOWS]
    uids = [uid for uid in known if _flow_id(uid) is None][:MOST_FLOWS]
    ids = _distinct(community_id(alert, one) for one in alert.evidence)[:MOST_FLOWS]
    found = []
    if uids:
        # In every log of Zeek: those of protocols bear the same ids.
        found.append(Search("Zeek", f"zgrep -wF {' '.join(f'-e {shlex.quote(uid)}' for uid in uids)} *.log*"))
    if flow_ids:
        found.append(Search("Suricata", _jq(f".flow_id | IN({', '.join(flow_ids)})")))
    hop = _one_hop(alert)
    if ids:
        found.append(Search("Arkime", " || ".join(f"communityId == {json.dumps(one)}" for one in ids)))
        if not flow_ids:
            by_id = f".community_id | IN({', '.join(json.dumps(one) for one in ids)})"
            found.append(Search("Suricata", _jq(by_id)))
    elif hop is not None:
        port = "" if hop.port is None else f" && port.dst == {hop.port}"
        found.append(Search("Arkime", f"ip.src == {hop.initiator_ip} && ip.dst == {hop.responder_ip}{port}"))
        ends = f'.src_ip == "{hop.initiator_ip}" and .dest_ip == "{hop.responder_ip}"'
        if not flow_ids:
            found.append(Search("Suricata", _jq(ends if hop.port is None else f"{ends} and .dest_port == {hop.port}")))
    return tuple(found)


def links_of(alert: Alert, templates: Mapping[str, str]) -> tuple[Link, ...]:
    """The links of the settings for this alert; one that asks for what the alert does not know is left out."""
    places = {place: quote(value, safe="") for place, value in _places(alert).items()}
    return tuple(
        Link(name, template.format(**places))
        for name, template in templates.items()
        if all(place is None or place in places for _, place, _, _ in Formatter().parse(template))
    )


def community_id(alert: Alert, one: Evidence) -> str | None:
    """The Community ID (version 1, seed 0) that the sensor gave, or that the flow's ends make; None: not known."""
    if one.community_id is not None and _COMMUNITY_ID.fullmatch(one.community_id):
        return one.community_id
    hop = _one_hop(alert, one.responder_port)
    protocol = None if hop is None or hop.transport is None else _PROTOCOLS.get(hop.transport)
    if hop is None or protocol is None or one.initiator_port is None or one.responder_port is None:
        return None
    # Imported where it is needed: most commands go without.
    from communityid import CommunityID, FlowTuple

    flow = FlowTuple(protocol, hop.initiator_ip, hop.responder_ip, one.initiator_port, one.responder_port)
    return str(CommunityID().calc(flow))


def _places(alert: Alert) -> dict[str, str]:
    """What may stand in a link, as far as it is known."""
    begins = [alert.first_seen, *(one.start for one in alert.evidence)]
    start, stop = math.floor(min(begins)) - AROUND_S, math.ceil(alert.last_seen) + AROUND_S
    hop = _one_hop(alert)
    first = next(iter(alert.evidence), None)
    known = {
        "community_id": next((found for one in alert.evidence if (found := community_id(alert, one))), None),
        "uid": next((found for one in alert.evidence if (found := _uid(one))), None),
        "start": str(start),
        "stop": str(stop),
        "start_iso": _iso(start),
        "stop_iso": _iso(stop),
        "initiator_ip": None if hop is None else hop.initiator_ip,
        "responder_ip": None if hop is None else hop.responder_ip,
        "initiator_port": None if first is None or first.initiator_port is None else str(first.initiator_port),
        "responder_port": None if hop is None or hop.port is None else str(hop.port),
        "transport": alert.transport,
        "service": alert.service,
        "sensor": None if first is None else first.sensor,
        "site": alert.site,
        "alert": alert.id,
    }
    return {place: value for place, value in known.items() if value is not None}


def _one_hop(alert: Alert, responder_port: int | None = None) -> Hop | None:
    """The path that all flows of the alert took, or those to this port; None where they took several."""
    hops = [hop for hop in alert.hops if responder_port is None or hop.port in {None, responder_port}]
    ways = {(hop.initiator_ip, hop.responder_ip, hop.transport, hop.port) for hop in hops}
    if len(ways) != 1 or alert.hops_total > len(alert.hops):
        return None
    return hops[0] if _is_address(hops[0].initiator_ip) and _is_address(hops[0].responder_ip) else None


def _is_address(text: str | None) -> bool:
    try:
        ip_address(text or "")
    except ValueError:
        return False
    # A zone index may hold anything.
    return "%" not in (text or "")


def _uid(one: Evidence) -> str | None:
    return one.uid if one.uid is not None and _UID.fullmatch(one.uid) else None


def _flow_id(uid: str) -> str | None:
    found = _FLOW_ID.fullmatch(uid)
    return None if found is None else found[1]


def _jq(condition: str) -> str:
    return f"jq -c {shlex.quote(f'select({condition})')} eve.json"


def _iso(time: int) -> str:
    try:
        return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return ""


def _distinct(values: Iterator[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value is not None))
