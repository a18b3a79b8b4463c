"""One asset at length: who it is, where it stands and why, what it serves, who its peers are, what was said of it."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from schemas.asset_summary import AssetSummary
from schemas.overview.asset_detail import AssetDetail, KnownBy, PeerDetail, ReadinessDetail
from weir.views.grid import Grid
from weir.views.network.learning import learning_words
from weir.views.terminal import LEVEL_STYLES, clean, counted, when

MOST_PEERS = 10
"""In each direction, unless more are asked for: with both, a screenful."""

MOST_NAMED = 8
"""Services and addresses in a line."""

_KNOWN_BY: dict[KnownBy, str] = {
    "inventory": "the inventory names it",
    "mac": "met in traffic, told by its MAC",
    "address": "met in traffic, told by its address alone: no MAC of its own segment was seen",
    "internet": "a peer on the internet, by its prefix",
}


def asset_view(detail: AssetDetail, time_zone: str) -> Group:
    """All of it."""
    one = detail.summary
    title = Text(clean(one.name or one.declared_id or one.id), style="bold")
    title.append(f"  ({clean(one.id)}, site {clean(one.site)})", style="default on default")
    facts = Grid(ruled=False)
    facts.add_column("what")
    facts.add_column("is known")
    for name, value in _facts(detail, time_zone):
        facts.add_row(Text(name, style="dim"), value)
    parts: list[RenderableType] = [title, facts]
    parts += _peers("it began with", detail.peers_out, detail.peers_out_total, time_zone)
    parts += _peers("began with it", detail.peers_in, detail.peers_in_total, time_zone)
    parts += _alerts(detail, time_zone)
    parts += _words(detail, time_zone)
    return Group(*parts)


def readiness_words(one: AssetSummary, ready: ReadinessDetail | None, time_zone: str) -> str:
    """Whether what is new about it can alert, and if not, why and about when it can."""
    if ready is None:
        why = "a peer on the internet" if one.external else f"many stand behind a {clean(one.role or 'shared asset')}"
        return f"none of its own: {why}"
    days = f"watched for {ready.days_watched:.1f} days"
    if ready.declared:
        return f"ready: it was known before the declared learning ended; {days}"
    if not ready.by_hour and not ready.by_day:
        return "not ready: nothing is learnt of what it does"
    met = f"{ready.by_hour:.0%} of what it does hour by hour, and {ready.by_day:.0%} day by day, was met before"
    if ready.ready:
        return f"ready: {days}; {met}"
    young = one.first_seen + ready.days_watched * 86_400.0 < ready.ready_from
    why = f"not before {when(ready.ready_from, time_zone)[:10]}" if young else "and still much is new"
    return f"{learning_words(ready.share, ready.quiet_days, ready.new_today)}; {days}, {why}; {met}"


def _facts(detail: AssetDetail, time_zone: str) -> Iterable[tuple[str, str | Text]]:
    one = detail.summary
    yield from _conflicts(detail)
    yield "known by", _KNOWN_BY[detail.known_by]
    yield from _said("inventory id", one.declared_id)
    yield "addresses", _addresses(one.ips, detail.declared_addresses)
    if one.macs:
        yield "MAC", _addresses(one.macs, detail.declared_addresses)
    yield from _said("owner", detail.owner)
    yield from _said("role", one.role)
    yield from _said("device", " ".join(filter(None, (one.vendor, detail.model, detail.firmware))))
    yield from _said("tags", ", ".join(detail.tags))
    if one.criticality is not None:
        yield "criticality", str(one.criticality)
    yield "place", _place(one)
    yield "because", clean(detail.place_reason)
    yield "seen", _seen(detail, time_zone)
    yield "readiness", readiness_words(one, detail.readiness, time_zone)
    yield "serves", _some(one.services_served) or "nothing that was answered"
    if detail.tried:
        yield "only tried", f"{_some(detail.tried)}: asked for, never answered"
    yield from _said("uses", _some(one.services_used))
    if detail.retired:
        yield "retired", "the inventory says so"
    if detail.maintenance:
        yield "maintenance", "announced (`weir maintenance list`)"


def _conflicts(detail: AssetDetail) -> Iterable[tuple[str, Text]]:
    for conflict in detail.conflicts:
        yield "conflict", Text(clean(conflict), style="bold red")


def _said(name: str, value: str | None) -> Iterable[tuple[str, str]]:
    if value:
        yield name, clean(value)


def _place(one: AssetSummary) -> str:
    level = "" if one.purdue_level is None else f", Purdue level {one.purdue_level:g}"
    guessed = " (inferred)" if one.side_inferred else ""
    return f"{clean(one.zone) if one.zone else 'no zone'}, side {one.side or 'unknown'}{guessed}{level}"


def _seen(detail: AssetDetail, time_zone: str) -> str:
    one = detail.summary
    if not one.last_seen:
        return "never"
    on = f", on {counted(detail.days, 'day')}" if detail.days else ""
    silent = "" if one.heard else "; others tried it, and it sent and answered nothing"
    return f"{when(one.first_seen, time_zone)} to {when(one.last_seen, time_zone)} ({time_zone}){on}{silent}"


def _addresses(addresses: Sequence[str], declared: Sequence[str]) -> str:
    if not addresses:
        return "none"
    shown = [f"{clean(each)}{' (declared)' if each in declared else ''}" for each in addresses[:MOST_NAMED]]
    more = f" and {len(addresses) - MOST_NAMED} more" if len(addresses) > MOST_NAMED else ""
    return f"{', '.join(shown)}{more}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{clean(', '.join(names[:MOST_NAMED]))}{more}"


def _peers(what: str, peers: Sequence[PeerDetail], total: int, time_zone: str) -> list[RenderableType]:
    if not total:
        return [Text(f"\n{what}: nobody")]
    left = f", the busiest {len(peers)}; --peers shows more" if total > len(peers) else ""
    table = Grid(ruled=False)
    for heading in ("peer", "zone", "services", "paths are"):
        table.add_column(heading)
    table.add_column("flows", right=True)
    table.add_column("last seen")
    for peer in peers:
        answered = "" if peer.answered else ", no answer"
        status = Text(f"{peer.status}{answered}", style="" if peer.status == "learnt" else "red")
        place = clean(peer.zone) if peer.zone else f"({peer.side or 'unknown'})"
        last = when(peer.last_seen, time_zone)[:16]
        table.add_row(clean(peer.name or peer.asset), place, _some(peer.services), status, f"{peer.flows:,}", last)
    return [Text(f"\n{what}: {counted(total, 'peer')}{left}"), table]


def _alerts(detail: AssetDetail, time_zone: str) -> list[RenderableType]:
    if not detail.alerts_total:
        return [Text("\nalerts about it: none")]
    table = Grid(ruled=False)
    for heading in ("level", "time", "status", "id", "title"):
        table.add_column(heading)
    for alert in detail.alerts[:MOST_PEERS]:
        level = Text(alert.level, style=LEVEL_STYLES[alert.level])
        table.add_row(level, when(alert.time, time_zone)[:16], alert.status, alert.id[:12], clean(alert.title))
    shown = min(len(detail.alerts), MOST_PEERS)
    left = f", the newest {shown}; weir alerts list --asset has all" if detail.alerts_total > shown else ""
    return [Text(f"\nalerts about it: {detail.alerts_total:,}{left}"), table]


def _words(detail: AssetDetail, time_zone: str) -> list[RenderableType]:
    if not detail.words:
        return []
    lines: list[RenderableType] = [Text(f"\nwhat people said: {counted(len(detail.words), 'verdict')}")]
    for word in detail.words[-MOST_PEERS:]:
        ends = "" if word.until is None else f", until {when(word.until, time_zone)[:16]}"
        reason = f": {word.reason}" if word.reason else ""
        said = f"  {word.id}  {word.decision} on {word.on}, by {word.author}, {when(word.said, time_zone)[:16]}"
        lines.append(Text(clean(f"{said}{ends}{reason}")))
    return lines
