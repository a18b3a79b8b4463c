"""How many alerts a second each format writes, an alert of ten hops, beside JSON of the same alert as the limit.

Aims of the project on one slow core: 10,000/s in CEF, LEEF, RFC 5424, ECS and OCSF, 200/s in STIX.

    python -m benchmarks.alert_formats
"""

import argparse
import time

from schemas.alert import Alert, Hop
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import ALERT_FORMATS, from_origin
from tests.schemas.formats.alerts.alerts import BEGIN, whole

TRIES = 12
"""Short ones, since other guests of the same machine slow single tries by half (measured)."""

AIMS = {"cef": 10_000, "leef": 10_000, "rfc5424": 10_000, "ecs": 10_000, "ocsf": 10_000, "stix": 200}


def alert_of_ten_hops() -> Alert:
    """An alert as a sweep makes it."""
    hops = tuple(
        Hop(
            "ip:10.1.4.17", f"ip:10.9.1.{number}", "modbus", BEGIN + number, "10.1.4.17", "eng-ws-17",
            f"10.9.1.{number}", f"plc-{number}",
        )
        for number in range(10)
    )  # fmt: skip
    return whole(hops=hops, hops_total=10)


def rate(name: str, alert: Alert, rounds: int) -> float:
    """Alerts a second of processor time, the best of `TRIES`."""
    written = from_origin(name, Origin(version="0.1.0", host="weir-1"))
    best = 0.0
    for _ in range(TRIES):
        begin = time.process_time()
        for _ in range(rounds):
            written(alert)
        best = max(best, rounds / (time.process_time() - begin))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    rounds = parser.parse_args().rounds
    alert = alert_of_ten_hops()
    limit = rate("ndjson", alert, rounds)
    for name in ALERT_FORMATS:
        found = rate(name, alert, rounds)
        aim = AIMS.get(name)
        judged = "" if aim is None else f", aim {aim:,}: {'met' if found >= aim else 'MISSED'}"
        print(f"{name:8} {found:9,.0f} alerts/s, {found / limit:.2f} of JSON{judged}")


if __name__ == "__main__":
    main()
