"""What the people of the large plant have written down: an inventory that lacks some, zones and conduits, and work."""

import csv
import io
import json

from replay.simulate.calendar import iso
from replay.simulate.inventory import COLUMNS
from replay.simulate.large.ground import CONDUITS, Ground
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.stage import Announced


def assets_csv(plan: LargePlan, ground: Ground) -> str:
    """The inventory as a spreadsheet's export, as of the first day."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for device in ground.devices:
        if device.name not in ground.undeclared:
            rows.writerow(
                (device.ip, device.mac, device.name, device.zone, f"{device.level:g}", device.role, plan.site,
                 device.owner, device.criticality, device.vendor, device.model)
            )  # fmt: skip
    return text.getvalue()


def maintenance_toml(announced: tuple[Announced, ...]) -> str:
    """The work that was announced, as `weir replay --maintenance` takes it."""
    return "\n".join(
        f"[[maintenance]]\nzone = {json.dumps(one.zone)}\ninitiator = {json.dumps(one.initiator.ip)}\n"
        f"from = {iso(one.begin)}\nuntil = {iso(one.end)}\nreason = {json.dumps(one.text)}\n"
        for one in announced
    )


def zones_toml(ground: Ground) -> str:
    """The zones and conduits as `weir replay --zones` takes them. JSON's strings and lists are TOML's too."""
    zones = [
        f'[[zones]]\nzone = {json.dumps(zone.name)}\nlevel = {zone.level}\nside = "{zone.side}"\n'
        f"cidrs = {json.dumps(list(zone.cidrs))}\n"
        for zone in ground.zones
    ]
    conduits = [
        f"[[conduits]]\nfrom = {json.dumps(one)}\nto = {json.dumps(other)}\nservices = {json.dumps(list(services))}\n"
        f"reason = {json.dumps(reason)}\n"
        for one, other, services, reason in CONDUITS
    ]
    return "\n".join((*zones, *conduits))
