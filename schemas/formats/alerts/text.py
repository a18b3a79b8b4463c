"""Alerts as text for mail and chat: a few lines that a person reads on a phone."""

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts import facts
from schemas.formats.alerts.parts.clean import clean
from schemas.formats.alerts.parts.origin import Origin

SHOWN_REASONS = 5
SHOWN_PATHS = 5


def text(alert: Alert, origin: Origin) -> bytes:
    """The alert in lines, without the last line's end."""
    shown = [f"{key} {name}" if name else key for key, name in facts.techniques(alert).items()]
    lines = [
        f"{alert.level.upper()} {clean(alert.title)}",
        clean(alert.summary),
        "",
        f"site      {clean(alert.site)}",
        f"seen      {facts.timestamp(alert.first_seen)} to {facts.timestamp(alert.last_seen)}, {alert.count} flows",
        f"status    {alert.status}{f', {end}' if (end := facts.ending(alert)) else ''}",
        *_end("from", alert.initiator),
        *_end("to", alert.responder),
        *([f"service   {clean(alert.service)}"] if alert.service else []),
        *([f"attack    {', '.join(shown)}"] if shown else []),
    ]
    reasons = list(facts.reason_lines(alert))
    if reasons:
        lines += ["", "why", *(f"  {reason}" for reason in reasons[:SHOWN_REASONS])]
    if alert.hops_total > 1:
        lines += ["", "paths", *(f"  {facts.hop_text(hop)}" for hop in alert.hops[:SHOWN_PATHS])]
        if alert.hops_total > SHOWN_PATHS:
            lines.append(f"  and {alert.hops_total - SHOWN_PATHS} more")
    if alert.advice is not None:
        lines += ["", "next", f"  {clean(alert.advice.text)}"]
    lines += ["", f"alert {alert.id}, revision {alert.revision}, told by {clean(origin.host)}"]
    return "\n".join(lines).encode()


def _end(word: str, party: Party | None) -> list[str]:
    if party is None:
        return []
    level = facts.level_text(party)
    told = [
        party.ip,
        party.mac,
        party.zone,
        None if level is None else f"level {level}",
        party.side,
        party.role,
        party.owner,
    ]
    details = ", ".join(clean(each) for each in told if each and each != facts.name_of(party))
    return [f"{word:<9} {facts.name_of(party)}{f' ({details})' if details else ''}"]
