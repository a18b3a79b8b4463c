"""What is never held back, and the day's list of what was."""

from collections import Counter
from collections.abc import Iterable

from models.alerts.alert_state import AlertState, alert_id
from models.budget.day_budget import SpentDay, Withheld
from schemas.alert import Advice, Alert, Hop, Reason, level_of
from schemas.attack import AlertKind

LISTS: frozenset[AlertKind] = frozenset({"first-look", "learning-review", "maintenance-digest", "withheld-digest"})

NEVER: frozenset[AlertKind] = LISTS | {"external-path", "pivot", "sensor-silent", "heartbeat-missing"}
"""The internet at the plant, a chain into it, a sensor that sees nothing any more, and lists."""

CONTROLLER_LEVEL = 1.0

MOST_LISTED = 200
"""As in the first-look digest: what a person looks through."""

SEVERITY = 10

_ADVICE = Advice(
    "the alerts of this list",
    "Look through them once: `weir alerts list --status withheld`. They are as they would have been, and a word on one "
    "holds as on any alert. If there are many each day, say which are expected; for more of them at once, raise "
    "alerts_a_day in the settings.",
)


def never_withheld(alert: AlertState) -> bool:
    """Whether an alert goes out whatever was spent: a forbidden way, the internet, a chain, a controller's identity.

    And one of which a part has gone out: that was closed in its favour.
    """
    if alert.kind in NEVER or alert.forbidden or alert.continues or alert.status == "malicious":
        return True
    ends = (alert.initiator, alert.responder)
    sides = {end.side for end in ends if end is not None}
    if "external" in sides and sides & {"ot", "dmz"}:
        return True
    on_controllers = any(
        end is not None and end.purdue_level is not None and end.purdue_level <= CONTROLLER_LEVEL for end in ends
    )
    return alert.kind == "identity-conflict" and on_controllers


def listed(alert: AlertState) -> Withheld:
    """An alert as the day's list has it."""
    return Withheld(alert.id, alert.kind, alert.severity, alert.title)


def digest(site: str, day: SpentDay, alerts: Iterable[AlertState]) -> Alert:
    """The day's list as an alert; `alerts` are those of it that are still there, for the paths that they hold."""
    hops: list[Hop] = [each for alert in alerts for each in alert.hops[:1]]
    kinds = Counter(each.kind for each in day.listed)
    total, plural = day.listed_total, "s" if day.listed_total != 1 else ""
    why = Reason(
        text="The day's alerts of medium and above had been sent already (alerts_a_day in the settings)",
        weight=float(SEVERITY),
    )
    by_kind = tuple(
        Reason(
            text=f"{count} of them {'is' if count == 1 else 'are'} {kind}",
            weight=0.0,
            value=float(count),
            unit="alerts",
        )
        for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )
    worst = sorted(day.listed, key=lambda each: (-each.severity, each.id))
    told = tuple(Reason(text=f"{each.title} (alert {each.id[:12]}, {each.severity})", weight=0.0) for each in worst)
    return Alert(
        id=alert_id(site, "withheld-digest", f"withheld-digest|{day.listed_on}", round(day.due)),
        revision=1,
        site=site,
        kind="withheld-digest",
        severity=SEVERITY,
        level=level_of(SEVERITY),
        title=f"Withheld on {day.listed_on}: {total} alert{plural} beyond the day's budget",
        summary=f"On {day.listed_on}, {total} alert{plural} of medium and above came after the day's budget was spent. "
        "None of them is lost: each is in the list of alerts.",
        time=day.due,
        first_seen=day.due,
        last_seen=day.due,
        count=total,
        status="open",
        hops=tuple(hops),
        hops_total=len(hops),
        reasons=(why, *by_kind, *told),
        advice=_ADVICE,
    )
