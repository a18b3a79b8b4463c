"""What a word covers, in a sentence for who has just said it."""

from collections.abc import Iterable

from schemas.alert import Alert, Party
from schemas.attack import AlertKind
from schemas.path import PathRecord
from schemas.verdict import Verdict
from weir.admin.reader import Reader, known_assets, known_paths

DIGESTS: frozenset[AlertKind] = frozenset({"first-look", "maintenance-digest", "withheld-digest"})
"""Lists that are sent once: a word on one is on the paths that it names."""

_NAMED = 3
"""Names in a sentence; more of them are counted."""


def coverage(reader: Reader, verdict: Verdict, alert: Alert | None) -> str:
    """Which paths it is on, and whether new ones too; `alert` is the one whose id was given, or whose line."""
    if verdict.alert is not None and alert is not None:
        return _alert(alert)
    paths = [path for path in known_paths(reader) if path.site == verdict.site]
    if verdict.path is not None:
        initiators = _ids_of(reader, verdict.site, verdict.path.initiator)
        responders = _ids_of(reader, verdict.site, verdict.path.responder)
        known = [
            path
            for path in paths
            if path.initiator in initiators and path.responder in responders and path.service == verdict.path.service
        ]
        if not known:
            named = f"{verdict.path.initiator} -> {verdict.path.responder} {verdict.path.service}"
            return f"1 path, which was not met yet: {named}"
        return f"1 path: {_one(known[0])}"
    if verdict.initiator is not None:
        initiators = _ids_of(reader, verdict.site, verdict.initiator)
        own = [path for path in paths if path.initiator in initiators]
        who = _listed(path.initiator_name or path.initiator for path in own) if own else verdict.initiator
        return f"all that {who} begins: {_count(own)}{_to_zones(own)} by now, also new ones"
    if verdict.zones is not None:
        between = (verdict.zones.from_zone, verdict.zones.to_zone)
        own = [path for path in paths if (path.initiator_zone, path.responder_zone) == between]
        of = f" of {_listed(path.initiator_name or path.initiator for path in own)}" if own else ""
        return f"all from zone {between[0]} to zone {between[1]}: {_count(own)}{of} by now, also new ones"
    return ""


def _alert(alert: Alert) -> str:
    initiator = _name(alert.initiator)
    if alert.kind == "scan":
        return (
            f"tries of {initiator} that nobody answers, at the services and in the zones of this sweep, also new ones; "
            "a conversation is still news"
        )
    if alert.kind == "learning-review":
        return f"all {alert.hops_total:,} paths that wait for this review; others are still news"
    if not alert.hops:
        return f"what this alert tells of {initiator}, as often as it comes"
    listed = alert.status == "closed" or alert.kind in DIGESTS
    count = len(alert.hops) if listed else alert.hops_total
    whose = _listed(hop.initiator_name or hop.initiator for hop in alert.hops)
    to = _listed(hop.responder_name or hop.responder for hop in alert.hops)
    paths = f"{count:,} path{'' if count == 1 else 's'} of {whose} to {to}"
    news = "the news that it is there, and " if alert.kind == "new-asset" else ""
    return f"{news}{paths}; any other path is still news"


def _to_zones(paths: list[PathRecord]) -> str:
    zones = {path.responder_zone for path in paths if path.responder_zone is not None}
    return f" to {_listed(sorted(zones))}" if zones else ""


def _count(paths: list[PathRecord]) -> str:
    return f"{len(paths):,} path{'' if len(paths) == 1 else 's'}"


def _one(path: PathRecord) -> str:
    return f"{path.initiator_name or path.initiator} -> {path.responder_name or path.responder} {path.service}"


def _ids_of(reader: Reader, site: str, name: str) -> set[str]:
    """The ids of the assets that a verdict calls so; the name itself where nobody is met by it."""
    return {one.id for one in known_assets(reader, site) if name in {one.id, one.declared_id, *one.ips}} or {name}


def _name(party: Party | None) -> str:
    return "its sensor or asset" if party is None else party.name or party.ip or party.asset


def _listed(names: Iterable[str]) -> str:
    """Names without repeats, the first few by name."""
    found = list(dict.fromkeys(names))
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{', '.join(found[:_NAMED])}{more}"
