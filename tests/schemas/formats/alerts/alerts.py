"""Alerts to try a format with: one of each kind, and any that hypothesis makes, hostile names and all."""

from typing import get_args

import msgspec
from hypothesis import strategies as st

from schemas.alert import (
    Advice,
    Alert,
    AlertStatus,
    BaselineExcerpt,
    Crossing,
    Evidence,
    Hop,
    Party,
    Reason,
    RelatedAlert,
    Technique,
    level_of,
)
from schemas.attack import AlertKind
from schemas.formats.alerts.parts.origin import Origin

HERE = Origin(version="0.1.0", host="weir-1.plant.example")

BEGIN = 1_768_176_000.0

HOSTILE = 'x|y=z\\ "q" ]] \n\r\t\x00\x1b[2J\u202eevil\u2066\u200b\u2028end=\\|'
"""A name that tries to leave its field, in every format at once."""

_PLANT = Party(
    asset="mac:00:1b:1b:00:00:07",
    name="plc-07",
    ip="10.9.1.7",
    mac="00:1b:1b:00:00:07",
    port=502,
    zone="cell-1",
    purdue_level=1.0,
    side="ot",
    role="plc",
    owner="cell team",
    criticality=5,
)
_OFFICE = Party(asset="ip:10.1.4.17", name="eng-ws-17", ip="10.1.4.17", side="it", side_inferred=True, purdue_level=4.0)


def whole(kind: AlertKind = "new-path-crossing", **changes: object) -> Alert:
    """An alert with all its fields."""
    alert = Alert(
        id="3f9a0c51d2e84b7a",
        revision=2,
        site="north",
        kind=kind,
        severity=70,
        level="high",
        title="IT to OT past the DMZ: eng-ws-17 -> plc-07 (modbus)",
        summary="eng-ws-17 polls plc-07, which only hmi-1 ever did.",
        time=BEGIN + 2.0,
        first_seen=BEGIN,
        last_seen=BEGIN + 58.5,
        count=14,
        status="open",
        initiator=_OFFICE,
        responder=_PLANT,
        service="modbus",
        transport="tcp",
        crossing=Crossing(from_="it", to="ot", kind="forbidden"),
        hops=(
            Hop(_OFFICE.asset, _PLANT.asset, "modbus", BEGIN, _OFFICE.ip, _OFFICE.name, _PLANT.ip, _PLANT.name),
        ),
        hops_total=1,
        reasons=(Reason("a path from IT to OT", 40.0), Reason("reached by 2 peers until now", 17.0, 3.0, 2.0)),
        evidence=(Evidence("zeek", BEGIN, uid="CHhAvVGS1DHFjwGM9", community_id="1:LQU9qZlK+B5F3KDmev6m5PMibrg="),),
        evidence_total=1,
        baseline=BaselineExcerpt(
            asset="plc-07", days_watched=20.0, readiness=0.9, peers=2, services=1, usual_peers=("hmi-1",),
            usual_services=("modbus",),
        ),
        attack=(
            Technique("T0886", "TA0109", "Remote Services", "Lateral Movement"),
            Technique("T0869", "TA0101", "Standard Application Layer Protocol", "Command and Control"),
        ),
        revision_time=BEGIN + 60.25,
        vlan=120,
        initiator_octets=1_200,
        responder_octets=5_600,
        related=(RelatedAlert(id="aa" * 8, kind="scan", level="low", title="Sweep", same_initiator=True),),
        related_total=1,
        advice=Advice(where="the plant's edge firewall", text="Find out which rule lets this through."),
    )  # fmt: skip
    return msgspec.structs.replace(alert, **changes)


ONE_EACH = [whole(kind) for kind in get_args(AlertKind)]

_text = st.text(max_size=60) | st.sampled_from(
    ["", HOSTILE, "plc-07", "Ünïcödé 工場", "a" * 5_000, "=cmd()", "\\", "|"]
)
_address = st.none() | st.ip_addresses().map(str) | st.sampled_from(["fe80::1%eth0", "192.52.193.0/24", "no address"])
_time = st.floats(min_value=0.0, max_value=4e9)
_party = st.builds(
    Party,
    asset=_text,
    name=st.none() | _text,
    ip=_address,
    mac=st.none() | st.just("00:1b:1b:00:00:07"),
    port=st.none() | st.integers(0, 65_535),
    zone=st.none() | _text,
    purdue_level=st.none() | st.sampled_from([0.0, 1.0, 3.5, 4.0]),
    side=st.none() | st.sampled_from(["it", "ot", "dmz", "external"]),
    role=st.none() | _text,
    owner=st.none() | _text,
    criticality=st.none() | st.integers(1, 5),
)
_hop = st.builds(
    Hop,
    initiator=_text,
    responder=_text,
    service=_text,
    time=_time,
    initiator_ip=_address,
    initiator_name=st.none() | _text,
    responder_ip=_address,
    responder_name=st.none() | _text,
)
_severity = st.integers(0, 100)


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """Any alert of known kinds, statuses and techniques; its texts and figures are anything."""
    severity = draw(_severity)
    first = draw(_time)
    return Alert(
        id=draw(st.text("0123456789abcdef", min_size=12, max_size=32)),
        revision=draw(st.integers(1, 100_000)),
        site=draw(_text.filter(bool)),
        kind=draw(st.sampled_from(get_args(AlertKind))),
        severity=severity,
        level=level_of(severity),
        title=draw(_text),
        summary=draw(_text),
        time=draw(_time),
        first_seen=first,
        last_seen=first + draw(st.floats(0.0, 1e6)),
        count=draw(st.integers(0, 10_000_000)),
        status=draw(st.sampled_from(get_args(AlertStatus))),
        initiator=draw(st.none() | _party),
        responder=draw(st.none() | _party),
        service=draw(st.none() | st.sampled_from(["modbus", "rdp", "tcp/8080"]) | _text),
        transport=draw(st.none() | st.sampled_from(["tcp", "udp", "icmp"])),
        hops=tuple(draw(st.lists(_hop, max_size=3))),
        hops_total=draw(st.integers(0, 60)),
        reasons=tuple(
            draw(st.lists(st.builds(Reason, _text, st.floats(-50, 100), st.none() | st.floats(0, 1e6)), max_size=3))
        ),
        evidence=draw(st.just(()) | st.just(whole().evidence)),
        baseline=draw(st.none() | st.just(whole().baseline)),
        attack=draw(st.just(()) | st.just(whole().attack)),
        advice=draw(st.none() | st.builds(Advice, _text, _text)),
        closed_by=draw(st.none() | st.just("aa" * 8)),
        closed_because=draw(st.none() | _text),
        revision_time=draw(st.just(0.0) | _time),
        vlan=draw(st.none() | st.integers(0, 4_095)),
        initiator_octets=draw(st.integers(0, 10**12)),
        responder_octets=draw(st.integers(0, 10**12)),
    )
