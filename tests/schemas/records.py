"""Hypothesis strategies for the records: anything that their bounds allow."""

from typing import get_args

from hypothesis import strategies as st

from schemas.asset_change import AssetChange, Binding, Change, Side, Subject
from schemas.flow import ConnectionState, Direction, Flaw, Flow
from schemas.tick import Tick
from schemas.verdict import Decision, PathSubject, Verdict, ZonePair

LAST_TIME = 4_102_444_800.0

sites = st.text(min_size=1, max_size=64)
names = st.text(max_size=255)
times = st.floats(min_value=0.0, max_value=LAST_TIME)
ports = st.integers(0, 65_535)
counts = st.integers(0, 2**62)
levels = st.floats(min_value=0.0, max_value=5.0)
addresses = st.one_of(
    st.ip_addresses().map(str), st.builds("fe80::1%{}".format, st.text("abcdefgh0123456789", min_size=1, max_size=12))
)
macs = st.binary(min_size=6, max_size=6).map(lambda octets: octets.hex(":"))
maybe = st.none

flows = st.builds(
    Flow,
    site=sites,
    sensor=names,
    start=times,
    end=times,
    initiator_ip=addresses,
    responder_ip=addresses,
    transport=st.sampled_from(["tcp", "udp", "icmp", "gre", "sctp"]),
    initiator_port=maybe() | ports,
    responder_port=maybe() | ports,
    uid=maybe() | names,
    community_id=maybe() | names,
    initiator_mac=maybe() | macs,
    responder_mac=maybe() | macs,
    service=maybe() | names,
    operations=st.lists(names, max_size=5).map(tuple),
    initiator_octets=maybe() | counts,
    responder_octets=maybe() | counts,
    initiator_packets=maybe() | counts,
    responder_packets=maybe() | counts,
    state=st.sampled_from(get_args(ConnectionState)),
    direction=st.sampled_from(get_args(Direction)),
    vlan=maybe() | st.integers(0, 4_095),
    realm=names,
    canary=st.booleans(),
    flaws=st.lists(st.sampled_from(get_args(Flaw)), max_size=5).map(tuple),
)

ticks = st.builds(Tick, site=sites, collector=names, time=times)

bindings = st.one_of(
    st.builds(Binding, ip=addresses, mac=maybe() | macs),
    st.builds(Binding, mac=macs),
)

asset_changes = st.builds(
    AssetChange,
    site=sites,
    time=times,
    source=names,
    subject=st.sampled_from(get_args(Subject)),
    change=st.sampled_from(get_args(Change)),
    id=names,
    addresses=st.lists(bindings, max_size=4).map(tuple),
    name=maybe() | names,
    role=maybe() | names,
    zone=maybe() | names,
    purdue_level=maybe() | levels,
    criticality=maybe() | st.integers(1, 5),
    tags=st.lists(names, max_size=4).map(tuple),
    cidrs=st.lists(st.ip_addresses().map("{}/32".format), max_size=4).map(tuple),
    level=maybe() | levels,
    side=maybe() | st.sampled_from(get_args(Side)),
    realm=names,
    from_zone=maybe() | names,
    to_zone=maybe() | names,
    services=st.lists(names, max_size=4).map(tuple),
    reason=maybe() | st.text(max_size=4_096),
    expires=maybe() | times,
)

verdict_subjects = st.one_of(
    st.fixed_dictionaries({"alert": names}),
    st.fixed_dictionaries({"path": st.builds(PathSubject, names, names, names)}),
    st.fixed_dictionaries({"initiator": names}),
    st.fixed_dictionaries({"zones": st.builds(ZonePair, names, names)}),
)

said = st.tuples(st.sampled_from([each for each in get_args(Decision) if each != "undo"]), verdict_subjects)
taken_back = st.tuples(st.just("undo"), st.fixed_dictionaries({"word": names}))

verdicts = st.builds(
    lambda site, time, author, expires, word: Verdict(
        site=site, time=time, author=author, decision=word[0], expires=expires, **word[1]
    ),
    sites,
    times,
    names,
    maybe() | times,
    said | taken_back,
)
