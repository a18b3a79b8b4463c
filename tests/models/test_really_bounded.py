"""Hostile values in every field that a sender or a sensor controls: memory levels off, and a crossing alerts."""

from collections.abc import Callable

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.cuts import keep, learnt, restored

NOW = b.after()
FLOWS = 150

Flood = Callable[[int], Flow]


def v4(n: int) -> str:
    return f"{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def mac(n: int) -> str:
    return f"02:00:{n >> 24 & 255:02x}:{n >> 16 & 255:02x}:{n >> 8 & 255:02x}:{n & 255:02x}"


def at(n: int) -> float:
    return NOW + 10.0 + n * 0.1


FLOODS: dict[str, Flood] = {
    "initiators of the office at one controller": lambda n: b.tried(at(n), f"10.1.{n >> 8 & 255}.{n & 255}", b.PLC),
    "initiators of the plant, answered": lambda n: b.flow(at(n), f"10.9.0.{n % 250}", f"10.9.0.{n // 250 % 250}", 502),
    "initiators at made-up controllers": lambda n: b.tried(at(n), f"10.{v4(n * 7)}", f"10.9.0.{n % 251}"),
    "office hosts among themselves": lambda n: b.flow(at(n), f"10.1.{n % 256}.{n >> 8}", f"10.1.2.{n % 256}", 443),
    "segments without end (IPv6)": lambda n: b.flow(at(n), f"fd00:{n:x}::1", f"fd01:{n:x}::1", 443),
    "segments without end into the plant": lambda n: b.flow(at(n), f"fd00:{n:x}::1", b.PLC, 443),
    "internet peers": lambda n: b.flow(at(n), f"9.{v4(n * 256 + 1)}"[:15], b.JUMP, 443),
    "internet peers, tried": lambda n: b.tried(at(n), f"2001:{n:x}::1", b.PLC),
    "internet peers of a controller": lambda n: b.flow(at(n), b.PLC, f"2001:{n:x}::1", 443),
    "MACs at one address": lambda n: b.flow(at(n), "10.9.0.77", b.PLC, initiator_mac=mac(n)),
    "MACs at addresses of their own": lambda n: b.flow(at(n), f"10.9.0.{n % 250}", b.PLC, initiator_mac=mac(n)),
    "addresses of one MAC": lambda n: b.flow(at(n), f"fd00::{n:x}", "fd00::ffff:1", initiator_mac=mac(1)),
    "segments of one MAC": lambda n: b.flow(at(n), f"fd00:{n:x}::1", f"fd00:{n:x}::2", initiator_mac=mac(1)),
    "routers": lambda n: b.flow(at(n), f"9.1.1.{n % 250}", b.JUMP, 443, initiator_mac=mac(n)),
    "routers in two subnets": lambda n: b.flow(
        at(n), f"10.1.{n % 2}.5", f"10.1.{n % 2}.6", 443, initiator_mac=mac(n // 2)
    ),
    "realms": lambda n: b.flow(at(n), b.OFFICE, b.OTHER_OFFICE, 443, realm=f"r{n}"),
    "realms with MACs": lambda n: b.flow(at(n), "9.9.9.9", b.JUMP, 443, realm=f"r{n}", initiator_mac=mac(n)),
    "realms that spell like others": lambda n: b.flow(at(n), "fe80::1", "fe80::2", 443, realm=f"%/|@{n}", vlan=7),
    "VLANs and link-local addresses": lambda n: b.flow(at(n), f"fe80::{n:x}", "fe80::1", 443, vlan=n % 4_096),
    "services": lambda n: b.flow(at(n), b.OFFICE, b.OTHER_OFFICE, 8_000, service=f"made-up-{n}"),
    "services into the plant": lambda n: b.flow(at(n), b.SCADA, b.PLC, 8_000, service=f"made-up-{n}"),
    "named ports": lambda n: b.flow(at(n), b.OFFICE, b.OTHER_OFFICE, n % 65_536, service=f"made-up-{n % 300}"),
    "ports": lambda n: b.flow(at(n), b.OFFICE, b.OTHER_OFFICE, n % 65_536),
    "ports of many pairs": lambda n: b.flow(at(n), b.SCADA, f"10.9.0.{n % 250}", 49_152 + n % 9_999),
    "transports": lambda n: b.flow(at(n), b.OFFICE, b.OTHER_OFFICE, None, transport=f"x{n}"),
    "broadcasts": lambda n: b.tried(at(n), f"10.{v4(n)}", "255.255.255.255"),
    "uids": lambda n: b.flow(at(n), b.OFFICE, b.PLC, uid=f"C{n}", community_id=f"1:{n}"),
}  # fmt: skip


BOUNDS = {
    "models.identity.inventory.MAX_ASSETS": 16,
    "models.identity.inventory.RESERVED_ASSETS": 6,
    "models.identity.inventory.MAX_EXTERNAL_PEERS": 6,
    "models.identity.inventory.RESERVED_EXTERNAL_PEERS": 3,
    "models.identity.inventory.MAX_POOLS": 6,
    "models.identity.routers.MAX_ROUTERS": 20,
    "models.identity.holdings.MAX_LEARNT": 4,
    "models.decisions.past_bounds.MAX_PATHS_PER_ASSET": 6,
    "models.decisions.past_bounds.MAX_GUARDED_PATHS": 12,
    "models.findings.flood_tracker.MAX_CROWDS": 8,
    "models.findings.scan_tracker.MAX_SWEEPS": 8,
    "models.alerts.overflow.MAX_OPEN": 20,
    "models.alerts.overflow.MAX_OVERFLOWS": 4,
    "models.alerts.alerting.MAX_EPISODES": 30,
    "models.paths.service_names.MAX_NAMES": 8,
    "models.paths.service_names.MAX_PAIRS": 8,
}
"""Bounds so small that a flood of some hundred flows reaches them."""

ASSETS = 16 + 6 + (6 + 1) + (6 + 3 + 3)
"""Those told apart, the pools of segments, and those of the internet and of peers."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BOUNDS.items():
        monkeypatch.setattr(name, value)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_held_within_the_bounds_and_a_crossing_alerts(flood: Flood) -> None:
    store, pipeline = learnt(), restored(learnt(), CoreSettings())
    for part in range(4):
        pipeline.observe([flood(n) for n in range(part * FLOWS, (part + 1) * FLOWS)])
        pipeline.take_output()
        keep(store, pipeline)
        within_bounds(pipeline)
    # A head, a window and the chunks of its paths an asset, its alerts, and what there is of the site.
    assert len(store) <= ASSETS * (2 + 13) + 20 + 4 + 7 + 8
    assert max(len(value) for value in store.values()) < 100_000
    assert restored(store, CoreSettings()).assets() == pipeline.assets()
    assert_alerts(pipeline, at(4 * FLOWS) + 60)


def within_bounds(pipeline: Pipeline) -> None:
    site = pipeline._state
    assert len(site.inventory.assets) <= ASSETS
    assert len(site.inventory.routers) <= 20
    assert len(site.alerting.alerts) <= 20 + 4 + 7
    assert len(site.alerting.episodes) <= 30
    assert len(site.scan_tracker.by_initiator) <= 8
    assert len(site.flood_tracker.by_responder) <= 8
    assert all(len(crowd.pooled) <= 17 for crowd in site.flood_tracker.by_responder.values())
    for asset in site.inventory.assets.values():
        record = asset.record
        assert len(asset.slots) <= 13
        assert max(len(record.ips), len(record.macs)) < 2 * 4
        assert len(record.segments) <= 32
        assert len(record.names) <= 8
        assert len(record.high_ports) <= 8
    held = site.inventory.held
    assert len(held.by_ip) == sum(len(asset.record.ips) for asset in site.inventory.assets.values())
    assert len(held.by_mac) == sum(len(asset.record.macs) for asset in site.inventory.assets.values())


def assert_alerts(pipeline: Pipeline, time: float) -> None:
    """An office host that was never met writes to a controller: that stands in an alert, by its name."""
    alerts = b.alerts_of(pipeline, b.flow(time, "10.1.77.77", b.PLC3, service="modbus"))
    hops = {(hop.initiator.partition("#")[0], hop.responder) for alert in alerts for hop in alert.hops}
    assert ("ip:10.1.77.77", f"ip:{b.PLC3}") in hops
