"""Which usual paths proposed rules would break, and which alerts they would have prevented.

A path is broken where the first rule that fits it denies. Ends are compared by zone, side, name and address, as the
inventory and the traffic know them; what the traffic does not know is said beside each path.
"""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network

from msgspec import Struct

from replay.whatif.rules import ANYWHERE, Rule
from schemas.alert import Alert, Level
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord, PathStatus
from schemas.services.patterns import covers


class BrokenPath(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A path that a rule denies. Times are seconds UTC; `unclear` says what the traffic does not know of it."""

    site: str
    initiator: str
    responder: str
    service: str
    status: PathStatus
    rule: str
    flows: int
    days: int
    first_seen: float
    last_seen: float
    answered: bool
    initiator_zone: str | None = None
    responder_zone: str | None = None
    initiator_criticality: int | None = None
    responder_criticality: int | None = None
    initiator_owner: str | None = None
    responder_owner: str | None = None
    unclear: tuple[str, ...] = ()


class PreventedAlert(Struct, frozen=True, kw_only=True):
    """An alert of which a rule denies the path, or each step that it names: `whole`; else some of them."""

    id: str
    site: str
    level: Level
    title: str
    first_seen: float
    rule: str
    whole: bool


class WhatIf(Struct, frozen=True, kw_only=True):
    """What the rules come to. `untouched` counts the paths that go on; `unused` are rules that fit no path at all."""

    broken: tuple[BrokenPath, ...]
    prevented: tuple[PreventedAlert, ...]
    untouched: int
    unused: tuple[str, ...]


class _End(Struct, frozen=True):
    """All that an end of a path may be called, in lower case, and its addresses."""

    names: frozenset[str]
    ips: tuple[str, ...]


def what_if(
    rules: Sequence[Rule], paths: Iterable[PathRecord], assets: Iterable[AssetSummary], alerts: Iterable[Alert]
) -> WhatIf:
    """What the rules would break: learnt paths first of all, those of most days first."""
    known = {(asset.site, asset.id): asset for asset in assets}
    ends = {key: _end_of(asset) for key, asset in known.items()}
    used: set[str] = set()
    broken: list[BrokenPath] = []
    denied: dict[tuple[str, str, str, str], str] = {}
    untouched = 0
    for path in paths:
        both = (ends.get((path.site, path.initiator)), ends.get((path.site, path.responder)))
        rule = _first_that_fits(rules, path, both)
        if rule is not None:
            used.add(rule.text)
        if rule is None or rule.action == "allow":
            untouched += 1
            continue
        denied[path.site, path.initiator, path.responder, path.service] = rule.text
        broken.append(_broken(path, rule, known))
    return WhatIf(
        broken=tuple(sorted(broken, key=_most_usual)),
        prevented=tuple(_prevented(alerts, denied)),
        untouched=untouched,
        unused=tuple(rule.text for rule in rules if rule.text not in used),
    )


def _first_that_fits(rules: Sequence[Rule], path: PathRecord, ends: tuple[_End | None, _End | None]) -> Rule | None:
    transport, _, number = path.service.partition("/")
    port = int(number) if number.isascii() and number.isdigit() else None
    places = ((path.initiator_zone, path.initiator_side), (path.responder_zone, path.responder_side))
    for rule in rules:
        if (
            _is_one_of(rule.sources, path.initiator, places[0], ends[0])
            and _is_one_of(rule.targets, path.responder, places[1], ends[1])
            and any(covers(each, path.service, transport, port) for each in rule.services)
        ):
            return rule
    return None


def _is_one_of(wanted: Sequence[str], asset: str, place: tuple[str | None, str | None], end: _End | None) -> bool:
    if ANYWHERE in wanted or asset.lower() in wanted:
        return True
    if any(name is not None and name.lower() in wanted for name in place):
        return True
    if end is None:
        return False
    return not end.names.isdisjoint(wanted) or any(_holds(each, end.ips) for each in wanted)


def _holds(network: str, ips: Sequence[str]) -> bool:
    try:
        found = ip_network(network, strict=False)
        return any(ip_address(ip) in found for ip in ips)
    except ValueError:
        return False


def _end_of(asset: AssetSummary) -> _End:
    names = {asset.id, asset.name, asset.declared_id, *asset.ips, *asset.macs}
    return _End(frozenset(name.lower() for name in names if name), asset.ips)


def _broken(path: PathRecord, rule: Rule, known: Mapping[tuple[str, str], AssetSummary]) -> BrokenPath:
    initiator, responder = (known.get((path.site, end)) for end in (path.initiator, path.responder))
    unclear = []
    if not path.answered:
        unclear.append("nobody answered it, so it may do nothing")
    if any(end is not None and end.side_inferred for end in (initiator, responder)):
        unclear.append("the side of an end is a guess from traffic")
    if path.days < FEW_DAYS:
        unclear.append(f"it spoke on {path.days} day{'s' * (path.days != 1)} alone")
    return BrokenPath(
        site=path.site,
        initiator=path.initiator_name or path.initiator,
        responder=path.responder_name or path.responder,
        service=path.service,
        status=path.status,
        rule=rule.text,
        flows=path.flows,
        days=path.days,
        first_seen=path.first_seen,
        last_seen=path.last_seen,
        answered=path.answered,
        initiator_zone=path.initiator_zone,
        responder_zone=path.responder_zone,
        initiator_criticality=None if initiator is None else initiator.criticality,
        responder_criticality=None if responder is None else responder.criticality,
        initiator_owner=None if initiator is None else initiator.owner,
        responder_owner=None if responder is None else responder.owner,
        unclear=tuple(unclear),
    )


FEW_DAYS = 3
"""What spoke on fewer days may be a job that comes seldom, or was a single one. A convention."""


def _prevented(alerts: Iterable[Alert], denied: Mapping[tuple[str, str, str, str], str]) -> Iterable[PreventedAlert]:
    for alert in sorted(alerts, key=lambda one: (one.first_seen, one.id)):
        ways = {(alert.site, hop.initiator, hop.responder, hop.service) for hop in alert.hops}
        if not ways and alert.initiator is not None and alert.responder is not None and alert.service is not None:
            ways = {(alert.site, alert.initiator.asset, alert.responder.asset, alert.service)}
        rules = [denied[way] for way in sorted(ways) if way in denied]
        if rules:
            yield PreventedAlert(
                id=alert.id, site=alert.site, level=alert.level, title=alert.title, first_seen=alert.first_seen,
                rule=rules[0], whole=len(rules) == len(ways),
            )  # fmt: skip


def _most_usual(path: BrokenPath) -> tuple[object, ...]:
    return path.status != "learnt", -path.days, -path.flows, path.initiator, path.responder, path.service
