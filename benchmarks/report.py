"""How large the report of a large plant is, and how soon a browser has opened it.

    python -m benchmarks.report [--assets 5000] [--paths 50000] [--alerts 300]

The plant is made up: zones of 40 assets on every level, most paths within a zone or to the level above, some across.
It prints how long gathering's records take to become a page, the page's size, and the time from opening the file to
when its tables and its graph stand. Chromium has to be installed.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from replay.report.data import (
    BlindSpots,
    Origin,
    Quality,
    Report,
    ReportedPath,
    SiteFigures,
    SiteReport,
    ZonePlace,
)
from schemas.alert import Alert, Evidence, Hop, Party, Reason, level_of
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.overview.inventory import inventory_count
from schemas.overview.learning import SiteLearning, ZoneLearning
from schemas.overview.matrix import MatrixCell
from schemas.path import PathRecord

SITE, BEGIN, DAYS = "plant", 1_772_323_200.0, 28
IN_ZONE = 40
SERVICES = ("modbus", "opc-ua", "s7comm", "enip", "rdp", "smb", "http", "tls", "dns", "ntp", "ssh", "tcp/5432")
LEVELS: tuple[tuple[float, Side], ...] = ((4.0, "it"), (3.5, "dmz"), (3.0, "ot"), (2.0, "ot"), (1.0, "ot"))


def zones(assets: int) -> list[ZonePlace]:
    """As many as the assets fill: most of them cells."""
    count = max(len(LEVELS), assets // IN_ZONE)
    levels = [LEVELS[min(number, len(LEVELS) - 1) if number < 8 else 3 + number % 2] for number in range(count)]
    return [
        ZonePlace(name=f"zone-{number}", assets=IN_ZONE, level=level, side=side)
        for number, (level, side) in enumerate(levels)
    ]


def made_up(asset_count: int, path_count: int, alert_count: int) -> Report:
    """A report of so many."""
    chance = random.Random(7)
    places = zones(asset_count)
    assets = [_asset(number, places[number % len(places)], chance) for number in range(asset_count)]
    paths: dict[tuple[str, str, str], ReportedPath] = {}
    while len(paths) < path_count:
        one = chance.choice(assets)
        zone = next_zone(int(one.id[3:]), len(places), chance)
        other = assets[min(chance.randrange(0, asset_count // len(places)) * len(places) + zone, asset_count - 1)]
        service = chance.choice(SERVICES)
        if one is not other:
            paths[one.id, other.id, service] = _path(one, other, service, chance)
    found = [paths[key] for key in sorted(paths)]
    crossing = [each for each in found if each.crosses]
    alerts = [_alert(number, each.path, chance) for number, each in enumerate(chance.sample(found, alert_count))]
    levels = {str(level): count for level, count in Counter(each.level for each in alerts).items()}
    site = SiteReport(
        site=SITE, time_zone="Europe/Zurich", first_time=BEGIN, last_time=BEGIN + DAYS * 86_400.0,
        figures=SiteFigures(
            days=DAYS, assets=len(assets), paths=len(found), crossing=len(crossing),
            undeclared=sum(not each.declared for each in crossing), alerts=len(alerts), levels=levels,
            other_alerts={},
        ),
        zones=tuple(places), matrix=tuple(_matrix(found)), conduits=(), paths=tuple(found), alerts=tuple(alerts),
        maintenance=(), surprises=(), inventory=inventory_count(SITE, assets), assets=tuple(assets), roles=(),
        learning=SiteLearning(
            site=SITE, assets=len(assets), ready=len(assets), declared=False, forbidden=(), time=BEGIN,
            zones=tuple(
                ZoneLearning(
                    assets=IN_ZONE, ready=IN_ZONE, waiting=0, changing=0, silent=0, zone=each.name, side=each.side
                )
                for each in places
            ),
        ),
        blind_spots=BlindSpots(never_seen=(), undeclared=tuple(each.id for each in assets[::9]), only_tried=()),
        quality=Quality(sensors=(), one_way=(), silent=()),
    )  # fmt: skip
    made = Origin(command="benchmark", weir="0", state_version=1, river="0", python="3", settings=())
    return Report(sites=(site,), refusals=(), refused_records=0, origin=made)


def next_zone(number: int, count: int, chance: random.Random) -> int:
    """Half of the paths stay in their zone, most others go to one of the first ones, as servers are."""
    own = number % count
    drawn = chance.random()
    return own if drawn < 0.5 else chance.randrange(min(8, count)) if drawn < 0.95 else chance.randrange(count)


def _asset(number: int, zone: ZonePlace, chance: random.Random) -> AssetSummary:
    role = chance.choice(("plc", "hmi", "drive", "server", "workstation", "switch"))
    return AssetSummary(
        id=f"ip:{number:05d}", site=SITE, first_seen=BEGIN, last_seen=BEGIN + 86_400.0 * chance.random() * DAYS,
        peers=chance.randrange(1, 60), services_served=tuple(chance.sample(SERVICES, 2)), services_used=(), paths=10,
        alive=True, heard=True, name=f"{role}-{number:05d}", declared_id=None if number % 9 == 0 else f"A{number}",
        ips=(f"10.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}",), role=role, vendor="Vendor",
        macs=(f"02:00:00:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}",), zone=zone.name,
        purdue_level=zone.level, side=zone.side, criticality=chance.randrange(1, 6), owner="owner", readiness=1.0,
    )  # fmt: skip


def _path(one: AssetSummary, other: AssetSummary, service: str, chance: random.Random) -> ReportedPath:
    first = BEGIN + 86_400.0 * DAYS * chance.random() ** 3
    path = PathRecord(
        site=SITE, initiator=one.id, responder=other.id, service=service, status="learnt", first_seen=first,
        last_seen=first + chance.random() * (BEGIN + 86_400.0 * DAYS - first), flows=int(chance.paretovariate(0.5)),
        hours=1, days=chance.randrange(1, DAYS), initiator_octets=float(int(chance.paretovariate(0.3)) % 10**11),
        responder_octets=float(int(chance.paretovariate(0.3)) % 10**11), answered=True, initiator_name=one.name,
        responder_name=other.name, initiator_zone=one.zone, responder_zone=other.zone, initiator_side=one.side,
        responder_side=other.side,
    )  # fmt: skip
    return ReportedPath(path=path, declared=chance.random() < 0.7, alerted=chance.random() < 0.005)


def _alert(number: int, path: PathRecord, chance: random.Random) -> Alert:
    severity = chance.randrange(5, 100)
    ends = [
        Party(asset=asset, name=name, zone=zone, side=side)
        for asset, name, zone, side in (
            (path.initiator, path.initiator_name, path.initiator_zone, path.initiator_side),
            (path.responder, path.responder_name, path.responder_zone, path.responder_side),
        )
    ]
    time = BEGIN + 86_400.0 * DAYS * chance.random()
    return Alert(
        id=f"{number:032x}", revision=1, site=SITE, kind="new-path-crossing", severity=severity,
        level=level_of(severity), title=f"New path from {ends[0].name} to {ends[1].name} ({path.service})",
        summary="It was never seen before. " * 6, time=time, first_seen=time, last_seen=time + 60.0, count=5,
        status="open", initiator=ends[0], responder=ends[1], service=path.service, hops_total=1, evidence_total=10,
        hops=(Hop(path.initiator, path.responder, path.service, time),),
        reasons=tuple(Reason(f"A reason, as long as they usually are, number {each}", 10.0) for each in range(5)),
        evidence=tuple(Evidence("tap-1", time + each, uid=f"Cabcdefghijk{each}") for each in range(10)),
    )  # fmt: skip


def _matrix(paths: list[ReportedPath]) -> list[MatrixCell]:
    cells: dict[tuple[str | None, Side | None, str | None, Side | None], list[ReportedPath]] = {}
    for each in paths:
        path = each.path
        key = (path.initiator_zone, path.initiator_side, path.responder_zone, path.responder_side)
        cells.setdefault(key, []).append(each)
        cells.setdefault((None, key[1], None, key[3]), []).append(each)
    return [
        MatrixCell(
            site=SITE, by="side" if zone is None else "zone", initiator_side=side, responder_side=other_side,
            initiator_zone=zone, responder_zone=other, paths=len(those), answered=len(those),
            flows=sum(each.path.flows for each in those), policy="watched",
            services=dict(Counter(each.path.service for each in those).most_common()),
            declared=sum(each.declared for each in those), alerted=sum(each.alerted for each in those), unreviewed=0,
            first_seen=BEGIN, last_seen=BEGIN + 60.0,
        )
        for (zone, side, other, other_side), those in sorted(cells.items(), key=str)
    ]  # fmt: skip


def opened_in(page: bytes, times: int = 3) -> list[float]:
    """Seconds from asking for the file to when its scripts have run and it has been painted, once each time."""
    from playwright.sync_api import sync_playwright

    from weir.report.pdf import browser

    taken: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_bytes(page)
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        for _ in range(times):
            tab = chromium.new_page()
            begin = time.perf_counter()
            tab.goto(path.as_uri(), wait_until="load")
            tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            taken.append(time.perf_counter() - begin)
            tab.close()
        chromium.close()
    return taken


def main() -> None:
    """Make the plant, write its page, open it."""
    parser = argparse.ArgumentParser()
    for name, count in (("assets", 5_000), ("paths", 50_000), ("alerts", 300)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--keep", type=Path, default=None, help="where to leave the page")
    wanted = parser.parse_args()
    from weir.report.page import report_page

    report = made_up(wanted.assets, wanted.paths, wanted.alerts)
    begin = time.perf_counter()
    page = report_page(report).encode()
    print(f"{wanted.assets:,} assets, {wanted.paths:,} paths, {wanted.alerts:,} alerts")
    print(f"written in {time.perf_counter() - begin:.1f} s, {len(page) / 1e6:.2f} MB")
    if wanted.keep is not None:
        wanted.keep.write_bytes(page)
    print(f"opened in {', '.join(f'{each:.2f} s' for each in opened_in(page))}")


if __name__ == "__main__":
    main()
