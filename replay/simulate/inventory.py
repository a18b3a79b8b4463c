"""What the plant's people know of it, in two shapes: asset changes, and the files a user would have.

The inventory is right and complete on the first day; what appears later is in none of it.
"""

import csv
import io
import json

from replay.simulate.scene import Scene
from schemas.asset_change import AssetChange, Binding

SOURCE = "simulation"

COLUMNS = ("ip", "mac", "hostname", "zone", "level", "role", "site", "owner", "criticality", "vendor", "model")


def asset_changes(scene: Scene) -> list[AssetChange]:
    """Zones first, then assets, all declared at the plan's start."""
    site, time = scene.plan.site, scene.calendar.start
    zones = [
        AssetChange(
            site=site, time=time, source=SOURCE, subject="zone", change="declared",
            id=zone.name, cidrs=zone.cidrs, level=zone.level, side=zone.side,
        )
        for zone in scene.plant.zones
    ]  # fmt: skip
    assets = [
        AssetChange(
            site=site, time=time, source=SOURCE, subject="asset", change="declared",
            id=device.name, addresses=(Binding(device.ip, device.mac),), name=device.name, role=device.role,
            vendor=device.vendor, model=device.model, zone=device.zone, purdue_level=device.level,
            criticality=device.criticality, owner=device.owner,
        )
        for device in scene.plant.devices
    ]  # fmt: skip
    return zones + assets


def assets_csv(scene: Scene) -> str:
    """The inventory as a spreadsheet's export."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for device in scene.plant.devices:
        rows.writerow(
            (device.ip, device.mac, device.name, device.zone, f"{device.level:g}", device.role, scene.plan.site,
             device.owner, device.criticality, device.vendor, device.model)
        )  # fmt: skip
    return text.getvalue()


def zones_toml(scene: Scene) -> str:
    """The zones as `weir replay --zones` takes them. JSON's strings and lists are TOML's too."""
    tables = [
        f'[[zones]]\nzone = {json.dumps(zone.name)}\nlevel = {zone.level}\nside = "{zone.side}"\n'
        f"cidrs = {json.dumps(list(zone.cidrs))}\n"
        for zone in scene.plant.zones
    ]
    return "\n".join(tables)
