"""The report's long tables: what stands in their columns."""

from collections.abc import Mapping, Sequence

from replay.report.data import ReportedPath, SiteReport
from schemas.alert import Alert, Party
from schemas.asset_summary import AssetSummary
from schemas.overview.inventory import inventory_parts
from schemas.overview.matrix import MatrixCell
from weir.report.matrix import services_text
from weir.report.packed import Column, Table, joined, linked
from weir.report.told import LEVEL_MARKS, SIDE_NAMES, place_name, text, wall_minutes
from weir.views.terminal import LEVEL_ORDER, clean, peer_text

IN_INVENTORY = {
    "declared": "declared and seen",
    "never-seen": "declared, never seen",
    "undeclared": "seen, not declared",
    "only-tried": "only tried by others",
    "external": "internet",
}
"""What the inventory says of an asset, as the table and the blind spots name it."""


def pairs(site: SiteReport, key: str) -> Table:
    """What talks to what, a row a pair of zones; of sides where no zone is declared."""
    by = "zone" if any(cell.by == "zone" for cell in site.matrix) else "side"
    cells = sorted((cell for cell in site.matrix if cell.by == by), key=_worst_first)
    zone = site.time_zone
    return Table(
        key=key,
        caption="Pairs of zones, what alerted first",
        what="pair",
        elsewhere="weir paths matrix --json",
        columns=(
            Column(label="from", cells=[place_name(each.initiator_zone, each.initiator_side) for each in cells]),
            Column(label="to", cells=[place_name(each.responder_zone, each.responder_side) for each in cells]),
            Column(label="policy", cells=[each.policy for each in cells], choose=True),
            Column(label="paths", kind="number", cells=[each.paths for each in cells]),
            Column(label="declared", kind="number", cells=[each.declared for each in cells]),
            Column(label="alerted", kind="number", cells=[each.alerted for each in cells]),
            Column(label="to confirm", kind="number", cells=[each.unreviewed for each in cells]),
            Column(label="flows", kind="number", cells=[each.flows for each in cells]),
            Column(label="services (paths)", cells=[services_text(each.services) for each in cells]),
            Column(label="last seen", kind="time", cells=[wall_minutes(each.last_seen, zone) for each in cells]),
        ),
    )


def alerts(site: SiteReport, anchors: Mapping[str, str], key: str) -> Table:
    """All alerts, the newest first."""
    shown = list(reversed(site.alerts))
    zone = site.time_zone
    return Table(
        key=key,
        caption="Alerts, the newest first",
        what="alert",
        elsewhere="weir alerts list --json",
        columns=(
            Column(label="level", cells=[_level(each) for each in shown], choose=True, order=_LEVELS),
            Column(label="of 100", kind="number", cells=[each.severity for each in shown]),
            Column(label="first seen", kind="time", cells=[wall_minutes(each.first_seen, zone) for each in shown]),
            Column(label="alert", kind="link", cells=[linked(text(each.title), anchors[each.id]) for each in shown]),
            Column(label="status", cells=[each.status for each in shown], choose=True),
            Column(label="kind", cells=[each.kind for each in shown], choose=True),
            Column(label="from", cells=[_party(each.initiator) for each in shown]),
            Column(label="to", cells=[_party(each.responder) for each in shown]),
            Column(label="service", cells=[text(each.service) or None for each in shown]),
            Column(label="flows", kind="number", cells=[each.count for each in shown]),
        ),
    )


def surprises(site: SiteReport, anchors: Mapping[str, str], key: str) -> Table:
    """Alerts by how unlikely their path was."""
    by_id = {each.id: each for each in site.alerts}
    shown = [(each.bits, by_id[each.alert]) for each in site.surprises]
    return Table(
        key=key,
        caption="The most surprising first",
        what="surprise",
        elsewhere="weir report --json",
        columns=(
            Column(label="bits", kind="number", cells=[round(bits, 1) for bits, _ in shown]),
            Column(label="alert", kind="link", cells=[linked(text(one.title), anchors[one.id]) for _, one in shown]),
            Column(label="level", cells=[_level(one) for _, one in shown], order=_LEVELS),
            Column(label="who", cells=[_party(one.initiator) for _, one in shown]),
            Column(label="its usual peers", cells=[_usual(one) for _, one in shown]),
        ),
    )


def paths(site: SiteReport, anchors: Mapping[str, str], key: str) -> Table:
    """All paths: those that alerted first, then what crosses without a conduit, then the rest."""
    shown = sorted(site.paths, key=_most_wanted)
    zone = site.time_zone
    own = [each.path for each in shown]
    return Table(
        key=key,
        caption="All paths: what alerted first, then what crosses without a conduit",
        what="path",
        elsewhere="weir paths list --json",
        columns=(
            Column(label="initiator", cells=[clean(each.initiator_name or each.initiator) for each in own]),
            Column(label="from", cells=[place_name(each.initiator_zone, each.initiator_side) for each in own]),
            Column(label="responder", cells=[clean(each.responder_name or each.responder) for each in own]),
            Column(label="to", cells=[place_name(each.responder_zone, each.responder_side) for each in own]),
            Column(label="service", cells=[clean(each.service) for each in own]),
            Column(label="standing", cells=[_standing(each) for each in shown], choose=True),
            Column(label="alert", kind="link", cells=[_alert_of(each, anchors) for each in shown]),
            Column(label="crosses", cells=["crosses" if each.crosses else "no" for each in shown], choose=True),
            Column(label="conduit", cells=["declared" if each.declared else "none" for each in shown], choose=True),
            Column(label="flows", kind="number", cells=[each.flows for each in own]),
            Column(label="sent", kind="octets", cells=[each.initiator_octets for each in own]),
            Column(label="answered", kind="octets", cells=[each.responder_octets for each in own]),
            Column(label="days", kind="number", cells=[each.days for each in own]),
            Column(label="first seen", kind="time", cells=[wall_minutes(each.first_seen, zone) for each in own]),
            Column(label="last seen", kind="time", cells=[wall_minutes(each.last_seen, zone) for each in own]),
        ),
    )


def assets(site: SiteReport, key: str) -> Table:
    """The inventory: what is declared against what was seen; blind spots first."""
    shown = sorted(site.assets, key=lambda each: (_INVENTORY_ORDER.index(inventory_word(each)), each.id))
    zone = site.time_zone
    return Table(
        key=key,
        caption="All assets: blind spots first",
        what="asset",
        elsewhere="weir assets list --json",
        columns=(
            Column(label="asset", cells=[asset_name(each) for each in shown]),
            Column(label="inventory", cells=[IN_INVENTORY[inventory_word(each)] for each in shown], choose=True),
            Column(label="addresses", cells=[joined(map(clean, (*each.ips, *each.macs))) or None for each in shown]),
            Column(label="zone", cells=[place_name(each.zone, each.side) for each in shown]),
            Column(label="side", cells=[_side(each) for each in shown], choose=True),
            Column(label="level", kind="number", cells=[each.purdue_level for each in shown]),
            Column(label="role", cells=[text(each.role) or None for each in shown]),
            Column(label="vendor", cells=[text(each.vendor) or None for each in shown]),
            Column(label="owner", cells=[text(each.owner) or None for each in shown]),
            Column(label="criticality", kind="number", cells=[each.criticality for each in shown]),
            Column(label="ready %", kind="number", cells=[_percent(each.readiness) for each in shown]),
            Column(label="peers", kind="number", cells=[each.peers for each in shown]),
            Column(label="serves", cells=[joined(map(clean, each.services_served)) or None for each in shown]),
            Column(label="first seen", kind="time", cells=[wall_minutes(each.first_seen, zone) for each in shown]),
            Column(label="last seen", kind="time", cells=[wall_minutes(each.last_seen, zone) for each in shown]),
        ),
    )


_LEVELS = tuple(f"{LEVEL_MARKS[level]}\N{NO-BREAK SPACE}{level}" for level in LEVEL_ORDER)

_INVENTORY_ORDER = ("undeclared", "never-seen", "only-tried", "declared", "external")


def inventory_word(asset: AssetSummary) -> str:
    """A key of `IN_INVENTORY`."""
    parts = inventory_parts(asset)
    if parts:
        return parts[-1]
    return "external" if asset.external else "only-tried"


def asset_name(asset: AssetSummary) -> str:
    """What a person calls it."""
    return clean(asset.name or asset.declared_id or next(iter(asset.ips), asset.id))


def _level(alert: Alert) -> str:
    return f"{LEVEL_MARKS[alert.level]}\N{NO-BREAK SPACE}{alert.level}"


def _worst_first(cell: MatrixCell) -> tuple[object, ...]:
    undeclared = cell.policy == "forbidden" and cell.declared < cell.paths
    names = (cell.initiator_zone or "", cell.responder_zone or "")
    return (-cell.alerted, not undeclared, not cell.crosses, -cell.paths, *names)


def _most_wanted(each: ReportedPath) -> tuple[object, ...]:
    path = each.path
    return (not each.alerted, not (each.crosses and not each.declared), not each.crosses, path.key)


def _standing(each: ReportedPath) -> str:
    if each.path.unreviewed:
        return "learnt, to confirm"
    return f"{each.path.status}, alerted" if each.alerted and each.path.status == "held" else each.path.status


def _alert_of(each: ReportedPath, anchors: Mapping[str, str]) -> str | None:
    """The latest alert that lists the path."""
    known = [alert for alert in each.alerts if alert in anchors]
    return linked(known[-1][:12], anchors[known[-1]]) if known else None


def _usual(alert: Alert) -> str | None:
    usual: Sequence[str] = () if alert.baseline is None else alert.baseline.usual_peers
    return joined(clean(peer_text(each)) for each in usual) or None


def _party(party: Party | None) -> str | None:
    if party is None:
        return None
    zone = f" ({clean(party.zone)})" if party.zone else ""
    return f"{clean(party.name or party.ip or party.asset)}{zone}"


def _side(asset: AssetSummary) -> str:
    return f"{SIDE_NAMES[asset.side]}{', inferred' if asset.side_inferred else ''}"


def _percent(share: float | None) -> float | None:
    return None if share is None else int(100 * share)
