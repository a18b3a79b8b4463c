"""A flood of spoofed initiators at one controller: alerts, memory and time, with real attacks meanwhile.

A million flows from 200,000 addresses, nobody answered; in the midst of it one answered crossing to
another controller and one to the flooded one. Floors of the project: at most 3 alerts of the flood,
bounded memory, and both planted crossings alert.

    python -m benchmarks.flood
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
    chosen = parser.parse_args()

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

    chance = random.Random(1)
    numbers = [chance.randrange(1 << 22) for _ in range(chosen.initiators)]
    begin = BEGIN + 14 * 86_400.0
    before, clock, ids = resident_bytes(), time.process_time(), {}
    for first in range(0, chosen.flows, 500):
        at = begin + first / 1_000.0
        flows = []
        for index in range(first, min(first + 500, chosen.flows)):
            number = numbers[index % len(numbers)]
            source = f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
            flows.append(flow(begin + index / 1_000.0, source, VICTIM, "attempted"))
        if first == chosen.flows // 2 // 500 * 500:
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
    print(
        f"{chosen.flows:,} flows from {len(set(numbers)):,} initiators: {len(of_flood)} alerts of the flood (at most 3)"
    )
    print(f"planted crossings that alerted: {len(planted)} of 2; assets kept: {len(pipeline.assets()):,}")
    print(f"memory grew by {grown / 1e6:.1f} MB (peak of the process {peak / 1e6:.0f} MB)")
    print(f"{spent / chosen.flows * 1e6:.1f} us a flow")
    sys.exit(0 if len(of_flood) <= 3 and len(planted) == 2 else 1)


if __name__ == "__main__":
    main()
