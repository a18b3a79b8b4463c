"""One alert at length: all that it says, and what else the state knows of it, for one who wants to decide."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.alert import Alert, Hop, Party, Rank, Reason, Technique, noted
from schemas.asset_summary import AssetSummary
from schemas.attack import TACTIC_NAMES, TECHNIQUE_NAMES
from schemas.path import PathRecord
from streams.read_model.alert_context import AlertContext, OpenAlert
from weir.views.terminal import (
    clean,
    counted,
    level_text,
    octets_text,
    party,
    peer_text,
    span_text,
    top_reasons,
    unit_text,
    when,
    when_both,
)
from weir.views.verdict_table import word_lines

MOST_HOPS = 30

NOTES_SHOWN = 4
"""What sensors say themselves of an alert's flows: a line each, and an alert fits a screen."""
"""Paths of one alert shown at length, unless all are asked for; its JSON has as many as the alert holds."""

NOTHING_MORE = AlertContext()
"""What is known of an alert besides itself where no state is at hand."""


def alert_detail(
    alert: Alert, time_zone: str, context: AlertContext = NOTHING_MORE, *, most_hops: int = MOST_HOPS
) -> Group:
    """All that is known of an alert. Paths are numbered, so that a verdict may name one (`--line`)."""
    head = Text(f"{clean(alert.title)}\n", style="bold")
    head.append(clean(alert.summary), style="not bold")
    parts: list[RenderableType] = [head, _pairs(facts(alert, time_zone, context))]
    for heading, below in (
        ("why", _reasons(alert) if alert.reasons else None),
        (f"its {counted(alert.hops_total, 'path')}", _hops(alert, most_hops) if _lists_paths(alert) else None),
        ("other open alerts of the same ends", _lines(_related(context, time_zone))),
        (_hour_heading(alert), _lines(_hour(context, time_zone))),
        ("what was said of it", _lines(_words(alert, context, time_zone))),
        ("how it went", _lines(_revisions(context, time_zone))),
        ("next", _next(alert)),
    ):
        if below is not None:
            parts += [Text(heading, style="bold"), Padding(below, (0, 0, 0, 2), expand=False)]
    return Group(*parts)


def _next(alert: Alert) -> Text | None:
    """Where to act and what to do there; an alert that became part of another one has no step of its own."""
    if alert.closed_by:
        return Text(f"Go on with the alert that this one is part of now: weir alerts show {alert.closed_by[:12]}")
    if alert.advice is None:
        return None
    return Text(f"At {clean(alert.advice.where)}: ", style="bold") + Text(clean(alert.advice.text), style="not bold")


def what_to_say(alert: Alert, context: AlertContext = NOTHING_MORE) -> list[str]:
    """The commands that judge it, or one of its paths; where words stand on it already, those that take them back."""
    if context.words:
        return [f"weir verdict undo {word.id}" for word in context.words]
    begin = alert.id[:12]
    said = [f"weir verdict expected {begin}", f"weir verdict malicious {begin}", f"weir verdict mute {begin} --for 8h"]
    return [*said, f"weir verdict malicious {begin} --line N"] if _lists_paths(alert) else said


def _rank_text(rank: Rank) -> str:
    if not rank.as_severe:
        return f"none of its kind was as severe in {rank.days:.0f} days here"
    return (
        f"of its kind one as severe comes once in {rank.once_in_days:.0f} days here "
        f"({rank.as_severe} in {rank.days:.0f} days before)"
    )


def _lists_paths(alert: Alert) -> bool:
    """Whether its paths are worth a list: several, or one that its ends do not tell, as in a digest of one path."""
    return alert.hops_total > 1 or (bool(alert.hops) and alert.initiator is None)


def facts(alert: Alert, time_zone: str, context: AlertContext = NOTHING_MORE) -> Iterator[tuple[str, Text]]:
    """What it is, as names and values; a name is empty where a value goes on."""
    ended = f" as part of {alert.closed_by[:12]}" if alert.closed_by else ""
    because = f" ({clean(alert.closed_because)})" if alert.closed_because and not ended else ""
    level = f", severity {alert.severity} of 100, {alert.status}{ended}{because}"
    yield "level", level_text(alert.level) + Text(level)
    for number, span in enumerate(span_text(alert.first_seen, alert.last_seen, time_zone)):
        yield "" if number else "seen", Text(span)
    if alert.count:
        yield "flows", Text(_flows(alert, context, time_zone))
    yield from _who(alert, context)
    if alert.service:
        transport = f" ({clean(alert.transport)})" if alert.transport else ""
        vlan = "" if alert.vlan is None else f", VLAN {alert.vlan}"
        yield "service", Text(f"{clean(alert.service)}{transport}{vlan}")
    octets = _octets(alert, context)
    if octets:
        yield "traffic", Text(octets)
    if alert.crossing is not None:
        crossing = alert.crossing
        yield "crossing", Text(clean(f"{crossing.from_} -> {crossing.to} ({crossing.kind})"))
    yield from _grounds(alert)
    yield "id", Text(f"{alert.id} revision {alert.revision}, site {clean(alert.site)}")


def _who(alert: Alert, context: AlertContext) -> Iterator[tuple[str, Text]]:
    for name, one, known in (
        ("initiator", alert.initiator, context.initiator),
        ("responder", alert.responder, context.responder),
    ):
        if one is not None:
            for number, line in enumerate(_party_lines(one, known)):
                yield "" if number else name, Text(line)


def _grounds(alert: Alert) -> Iterator[tuple[str, Text]]:
    """The baseline it departs from, the techniques it may show, and where the traffic itself is."""
    if alert.rank is not None:
        yield "rank", Text(_rank_text(alert.rank))
    if alert.baseline is not None:
        usual = alert.baseline
        named = ", ".join(clean(peer_text(peer)) for peer in usual.usual_peers)
        peers = f"; mostly {named}" if named else ""
        known_of = (
            f"{usual.name or usual.asset}: {usual.days_watched:.1f} days watched, {counted(usual.peers, 'peer')}, "
            f"{counted(usual.services, 'service')}"
        )
        yield "baseline", Text(f"{clean(known_of)}{peers}")
    for number, line in enumerate(_techniques(alert.attack)):
        yield "" if number else "ATT&CK ICS", Text(clean(line))
    if alert.evidence:
        ids = ", ".join(one.uid or one.community_id or f"{one.start:.0f}" for one in alert.evidence[:3])
        more = f" and {alert.evidence_total - 3:,} more" if alert.evidence_total > 3 else ""
        yield "evidence", Text(clean(f"{alert.evidence[0].sensor}: {ids}{more}"))
    for number, note in enumerate(noted(alert.evidence)[:NOTES_SHOWN]):
        yield "" if number else "sensor says", Text(clean(note))


def _party_lines(one: Party, known: AssetSummary | None) -> Iterator[str]:
    """Who an end is, and below it where it stands and who answers for it."""
    port = f" port {one.port}" if one.port is not None else ""
    yield f"{party(one)}{port}"
    own = "" if known is None else ", ".join(known.macs)
    vendor = f" ({known.vendor})" if known is not None and known.vendor and own else ""
    # What the frames bore may be a router's: it is told where the end's own is not known.
    mac = f"MAC {own}{vendor}" if own else f"{_bearer(one)} {one.mac}" if one.mac else ""
    inferred = " (inferred)" if one.side_inferred else ""
    level = one.purdue_level
    criticality = one.criticality if known is None or known.criticality is None else known.criticality
    about = (
        f"side {one.side}{inferred}" if one.side else "",
        f"zone {one.zone}" if one.zone else "",
        f"level {level:g}" if level is not None else "",
        one.role or (known.role if known is not None else None) or "",
        f"owner {one.owner}" if one.owner else "",
        mac,
        "" if criticality is None else f"criticality {criticality} of 5",
    )
    said = ", ".join(word for word in about if word)
    if said:
        yield clean(said)


def _flows(alert: Alert, context: AlertContext, time_zone: str) -> str:
    """The flows of this revision, and of its paths those that came since: a revision is told at twice as many."""
    more = "" if context.flows is None else f", {context.flows:,} by now"
    if not more or context.last_seen is None or (context.flows or 0) <= alert.count:
        return f"{alert.count:,}"
    return f"{alert.count:,} in this revision{more}, the last at {when(context.last_seen, time_zone)}"


def _octets(alert: Alert, context: AlertContext) -> str:
    """What its flows carried; of an older Weir's alert what its paths did in all."""
    if alert.initiator_octets or alert.responder_octets:
        sent, answered = octets_text(alert.initiator_octets), octets_text(alert.responder_octets)
        return f"{sent} sent by the initiator, {answered} by the responder"
    if context.initiator_octets is not None and context.responder_octets is not None:
        sent, answered = octets_text(context.initiator_octets), octets_text(context.responder_octets)
        return f"{sent} sent by initiators, {answered} by responders, in all that was seen of its paths"
    known = [one.octets for one in alert.evidence if one.octets is not None]
    if not known:
        return ""
    return f"{octets_text(float(sum(known)))} in the {counted(len(known), 'flow')} that it has as evidence"


def _bearer(one: Party) -> str:
    return "came by way of the router with MAC" if one.side == "external" else "frames with MAC"


def _techniques(shown: Iterable[Technique]) -> Iterator[str]:
    """Each technique once, by id and name, with its tactics; an older Weir's alerts have ids alone."""
    tactics: dict[str, list[str]] = {}
    for one in shown:
        name = one.technique_name or TECHNIQUE_NAMES.get(one.technique)
        tactic = one.tactic_name or TACTIC_NAMES.get(one.tactic)
        technique = f"{one.technique}{f' {name}' if name else ''}"
        tactics.setdefault(technique, []).append(f"{one.tactic}{f' {tactic}' if tactic else ''}")
    for technique, those in tactics.items():
        yield f"{technique} ({', '.join(those)})"


def _reasons(alert: Alert) -> Table:
    """Points, the ground, and its figures in columns of their own, where there are any."""
    reasons = top_reasons(alert, len(alert.reasons))
    has_seen = any(reason.value is not None for reason in reasons)
    has_expected = any(reason.expected is not None for reason in reasons)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("points", justify="right", style="dim", no_wrap=True)
    table.add_column("because")
    for heading, is_there in (("seen", has_seen), ("expected", has_expected)):
        if is_there:
            table.add_column(heading, justify="right", no_wrap=True)
    for reason in reasons:
        figures = [figure(reason.value, reason)] * has_seen + [figure(reason.expected, reason)] * has_expected
        points = f"{reason.weight:+.0f}" if round(reason.weight) else ""
        table.add_row(points, Text(clean(reason.text)), *figures)
    return table


def figure(value: float | None, reason: Reason) -> str:
    """One figure of a reason with its unit; empty where there is none."""
    if value is None:
        return ""
    shown = f"{value:,.12g}" if abs(value) >= 1e6 else f"{value:,g}"
    return f"{shown} {clean(unit_text(value, reason.unit))}" if reason.unit else shown


def _hops(alert: Alert, most: int) -> Text:
    """The paths of an alert that has several: without them nobody could judge one of them."""
    width = len(str(min(most, len(alert.hops))))
    lines = [f"{number:>{width}}  {hop_text(hop)}" for number, hop in enumerate(alert.hops[:most], 1)]
    held = len(alert.hops) - len(lines)
    if held > 0:
        lines.append(f"and {held:,} more: --all shows them")
    if alert.hops_total > len(alert.hops):
        lines.append(f"and {alert.hops_total - len(alert.hops):,} that the alert counts and does not name")
    return Text("\n".join(clean(line) for line in lines))


def hop_text(hop: Hop) -> str:
    """A path by what a verdict may call it."""
    initiator = _end(hop.initiator, hop.initiator_name, hop.initiator_ip)
    named = hop.port is None or hop.service.endswith(f"/{hop.port}")
    more = [] if named else [f"port {hop.port}"]
    more += [f"VLAN {hop.vlan}"] if hop.vlan is not None else []
    more += ["in vain"] if hop.answered is False else []
    about = f" ({', '.join(more)})" if more else ""
    return f"{initiator} -> {_end(hop.responder, hop.responder_name, hop.responder_ip)} {hop.service}{about}"


def _end(asset: str, name: str | None, ip: str | None) -> str:
    """An end of a path by its name, if it has one, with what a verdict may call it by as well."""
    return peer_text(asset) if name is None or name == asset else f"{name} ({ip or asset})"


def _related(context: AlertContext, time_zone: str) -> Iterator[str]:
    """In the order of time: an intruder's steps read as they were made."""
    for one in sorted(context.related, key=lambda each: each.first_seen or each.time):
        began = when(one.first_seen or one.time, time_zone)
        yield f"{one.id[:12]}  {one.level:<8}  since {began}  {one.title} ({_shared(one)})"
    if context.related_total > len(context.related):
        yield f"and {context.related_total - len(context.related):,} more: `weir alerts list --asset` has them"


def _shared(one: OpenAlert) -> str:
    if len(one.shares) > 1:
        return "both ends"
    (end,) = one.shares
    if one.is_other_end:
        return "led to this initiator" if end == "initiator" else "begun by this responder"
    return f"the same {end}"


def _hour_heading(alert: Alert) -> str:
    who = party(alert.initiator) if alert.initiator is not None else "the initiator"
    return f"what {who} also did, half an hour before and after"


def _hour(context: AlertContext, time_zone: str) -> Iterator[str]:
    for path in context.around:
        yield _path_then(path, time_zone)
    if context.around_total > len(context.around):
        yield f"and {context.around_total - len(context.around):,} more paths"
    if context.steady:
        alone = "nothing out of the ordinary:" if not context.around else "and"
        yield f"{alone} {counted(context.steady, 'path')} that it had before and has had since"


def _path_then(path: PathRecord, time_zone: str) -> str:
    answered = "" if path.answered else ", in vain"
    seen = f"first {when(path.first_seen, time_zone)}, last {when(path.last_seen, time_zone)}"
    responder = path.responder_name or path.responder
    note = "" if path.note is None else f"; {path.note}"
    return f"{responder} {path.service}: {seen}, {counted(path.flows, 'flow')}, {_standing(path)}{answered}{note}"


def _standing(path: PathRecord) -> str:
    return {"held": "not learnt", "learnt": "counts as usual"}.get(path.status, path.status)


def _words(alert: Alert, context: AlertContext, time_zone: str) -> Iterator[str]:
    yield from word_lines(context.words, time_zone)
    if not context.words and alert.status in {"expected", "malicious", "muted"}:
        yield f"{alert.status}, by a word that does not stand any more"


def _revisions(context: AlertContext, time_zone: str) -> Iterator[str]:
    if len(context.revisions) < 2:
        return
    for one in context.revisions:
        yield (
            f"{one.revision:>3}  {when_both(one.time, time_zone)}  {one.level} ({one.severity}), {one.status}, "
            f"{counted(one.count, 'flow')}"
        )
    if context.revisions_left_out:
        yield f"{counted(context.revisions_left_out, 'revision')} between the first and these left out"


def _lines(lines: Iterable[str]) -> Text | None:
    found = [clean(line) for line in lines]
    return Text("\n".join(found)) if found else None


def _pairs(facts: Iterable[tuple[str, Text]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in facts:
        table.add_row(name, value)
    return table
