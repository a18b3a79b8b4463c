"""A flood of spoofed initiators at one controller: alerts, memory and time, with real attacks meanwhile.

A million flows from 200,000 addresses, nobody answered; in the midst of it one answered crossing to
another controller and one to the flooded one. Floors of the project: at most 3 alerts of the flood,
bounded memory, and both planted crossings alert.

With `--hostile` instead a million flows with made-up values in every field that a sender or a sensor controls:
addresses of both families, MACs, VLANs, realms, services, ports. The memory is told ten times on the way and
must level off, and a crossing planted at the end alerts.

    python -m benchmarks.flood [--hostile]
"""

import argparse
import random
import resource
import sys
import time

from benchmarks.core_rate import resident_bytes
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.asset_change import AssetChange, Side
from schemas.flow import ConnectionState, Flow
from schemas.tick import Tick

SITE = "plant"
BEGIN = 1_700_000_000.0
VICTIM, OTHER, INTRUDER = "10.9.0.2", "10.9.0.3", "10.1.200.7"
ZONES: tuple[tuple[str, float, Side, str], ...] = (
    ("it", 4.0, "it", "10.0.0.0/9"),
    ("dmz", 3.5, "dmz", "10.200.0.0/16"),
    ("cell", 1.0, "ot", "10.9.0.0/16"),
)


def flow(end: float, initiator: str, responder: str, state: ConnectionState) -> Flow:
    answered = state == "established"
    return Flow(
        site=SITE,
        sensor="zeek",
        start=end - 0.01,
        end=end,
        initiator_ip=initiator,
        responder_ip=responder,
        initiator_port=50_000,
        responder_port=502,
        transport="tcp",
        service="modbus" if answered else None,
        state=state,
        initiator_octets=40,
        responder_octets=40 if answered else 0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=1_000_000)
    parser.add_argument("--initiators", type=int, default=200_000)
    parser.add_argument("--hostile", action="store_true")
    chosen = parser.parse_args()
    pipeline = learnt_plant()
    sys.exit(hostile(pipeline, chosen.flows) if chosen.hostile else spoofed(pipeline, chosen.flows, chosen.initiators))


def learnt_plant() -> Pipeline:
    """Two controllers and their master after two weeks."""
    pipeline = Pipeline(SITE, CoreSettings())
    for name, level, side, cidr in ZONES:
        pipeline.change(
            AssetChange(
                site=SITE, time=BEGIN, source="bench", subject="zone", change="declared",
                id=name, level=level, side=side, cidrs=(cidr,),
            )
        )  # fmt: skip
    for hour in range(14 * 24):
        pipeline.observe([flow(BEGIN + hour * 3_600.0, "10.9.0.1", plc, "established") for plc in (VICTIM, OTHER)])
        pipeline.tick(Tick(SITE, "bench", BEGIN + hour * 3_600.0 + 10.0))
    pipeline.take_output()
    return pipeline


def made_up(chance: random.Random, end: float) -> Flow:
    """A flow with hostile values everywhere; most ways a flood could take are among them."""
    number = chance.randrange(1 << 40)
    v4 = f"{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    v6 = f"{number >> 16 & 0xFFFF:x}:{number & 0xFFFF:x}::{number >> 24 & 0xFF:x}"
    ends = (
        f"10.{v4}", f"10.9.{v4[-3:].strip('.')}.{number & 127}", f"10.1.{number >> 8 & 255}.{number & 255}",
        f"fd00:{v6}", f"2001:{v6}", f"9.{v4}", f"fe80::{number & 0xFFFFFF:x}", VICTIM, OTHER,
    )  # fmt: skip
    mac = f"02:00:{number >> 24 & 255:02x}:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"
    answered = chance.random() < 0.5
    return Flow(
        site=SITE,
        sensor="zeek",
        start=end - 0.01,
        end=end,
        initiator_ip=chance.choice(ends),
        responder_ip=chance.choice(ends),
        initiator_port=50_000,
        responder_port=chance.choice((502, 443, 22, chance.randrange(65_536))),
        transport=chance.choice(("tcp", "tcp", "udp", f"proto-{number & 255}")),
        service=chance.choice((None, None, f"made-up-{number & 0xFFFF}")),
        initiator_mac=chance.choice((None, mac)),
        responder_mac=chance.choice((None, None, mac)),
        vlan=chance.choice((None, number & 4_095)),
        realm=chance.choice(("", "", "", f"realm-{number & 0xFFFF}")),
        uid=f"C{number}",
        state="established" if answered else "attempted",
        initiator_octets=40,
        responder_octets=40 if answered else 0,
    )


def hostile(pipeline: Pipeline, count: int) -> int:
    """Flood it; 0 where the last fifth added less than a tenth to the memory, and the planted crossing alerts."""
    chance = random.Random(1)
    begin = BEGIN + 14 * 86_400.0
    grown, clock, before = [], time.process_time(), resident_bytes()
    for part in range(10):
        for first in range(part * count // 10, (part + 1) * count // 10, 500):
            pipeline.observe([made_up(chance, begin + (first + n) / 1_000.0) for n in range(500)])
            pipeline.take_output()
            if first % 10_000 == 0:
                pipeline.tick(Tick(SITE, "bench", begin + first / 1_000.0 + 1.0))
        pipeline.changed_records()
        grown.append(resident_bytes() - before)
        state = pipeline._state
        print(
            f"{(part + 1) * count // 10:>9,} flows: {grown[-1] / 1e6:7.1f} MB more; "
            f"{len(state.inventory.assets):,} assets, {len(state.graph.paths):,} paths, "
            f"{len(state.alerting.alerts):,} open alerts, {len(state.inventory.routers):,} routers"
        )
    spent = time.process_time() - clock
    pipeline.observe([flow(begin + count / 1_000.0 + 61.0, INTRUDER, OTHER, "established")])
    output = pipeline.take_output()
    named = [
        alert
        for alert in (output.alerts if output is not None else ())
        for hop in alert.hops
        if INTRUDER in hop.initiator
    ]
    print(f"{spent / count * 1e6:.1f} us a flow, making them up among it; the planted crossing alerted: {bool(named)}")
    return 0 if named and grown[-1] <= 1.1 * grown[-3] else 1


def spoofed(pipeline: Pipeline, count: int, initiators: int) -> int:
    """Flood one controller; 0 where few alerts came of it and both planted crossings are among them."""
    chance = random.Random(1)
    numbers = [chance.randrange(1 << 22) for _ in range(initiators)]
    begin = BEGIN + 14 * 86_400.0
    before, clock, ids = resident_bytes(), time.process_time(), {}
    for first in range(0, count, 500):
        at = begin + first / 1_000.0
        flows = []
        for index in range(first, min(first + 500, count)):
            number = numbers[index % len(numbers)]
            source = f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
            flows.append(flow(begin + index / 1_000.0, source, VICTIM, "attempted"))
        if first == count // 2 // 500 * 500:
            flows.append(flow(at + 0.5, INTRUDER, OTHER, "established"))
            flows.append(flow(at + 0.6, INTRUDER, VICTIM, "established"))
        pipeline.observe(flows)
        if first % 10_000 == 0:
            pipeline.tick(Tick(SITE, "bench", at + 1.0))
        output = pipeline.take_output()
        for alert in output.alerts if output is not None else ():
            ids[alert.id] = alert
    spent = time.process_time() - clock
    grown = resident_bytes() - before
    planted = {hop.responder for alert in ids.values() for hop in alert.hops if hop.initiator == f"ip:{INTRUDER}"}
    of_flood = [alert for alert in ids.values() if alert.initiator is None or alert.initiator.ip != INTRUDER]
    for alert in ids.values():
        print(f"  {alert.level:9} {alert.kind:18} {alert.count:>9,} flows, revision {alert.revision:>2}: {alert.title}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"{count:,} flows from {len(set(numbers)):,} initiators: {len(of_flood)} alerts of the flood (at most 3)")
    print(f"planted crossings that alerted: {len(planted)} of 2; assets kept: {len(pipeline.assets()):,}")
    print(f"memory grew by {grown / 1e6:.1f} MB (peak of the process {peak / 1e6:.0f} MB)")
    print(f"{spent / count * 1e6:.1f} us a flow")
    return 0 if len(of_flood) <= 3 and len(planted) == 2 else 1


if __name__ == "__main__":
    main()
