"""Moves the severity of an alert that no word covers by what words on its like have taught, and says so.

Nothing is dropped for it. An alert that would ask for somebody's time is taken just below medium at the most, where it
waits in the day's list of what was withheld (`models/alerts/admission/gate.py`), and none is made critical. What the
budget never holds back is not lowered.
"""

from models.alerts.admission.withheld import never_withheld
from models.alerts.alert_state import AlertState
from models.budget.day_budget import FROM_SEVERITY, NEEDED_AT_TWICE
from models.lessons.group import Group
from models.lessons.taught import Taught
from schemas.alert import Reason


def weigh(draft: AlertState, taught: Taught, *, withholds: bool) -> None:
    """Add to a draft's severity what was taught of its kind. `withholds`: the site has a day's budget.

    Without one nothing is ever withheld, so nothing is taken below medium.
    """
    group = taught.of(draft)
    if group is None:
        return
    moved = moved_to(draft.severity, group.points, withholds=withholds)
    if moved == draft.severity or (moved < draft.severity and never_withheld(draft)):
        return
    points = float(moved - draft.severity)
    judged = group.expected if points < 0 else group.malicious
    draft.taught = (Reason(text=said_of(group), weight=points, value=float(judged), unit="alerts"),)
    draft.severity = moved


def moved_to(severity: int, points: float, *, withholds: bool) -> int:
    """Where taught points move a severity, 1 to 100: a graver one never below a lesser one."""
    if points < 0:
        least = FROM_SEVERITY - 1 if withholds else FROM_SEVERITY
        return max(round(severity + points), min(severity, least))
    return min(round(severity + points), max(severity, NEEDED_AT_TWICE - 1))


def said_of(group: Group) -> str:
    """Why a group's alerts count for more or for less, as a sentence."""
    word, judged, other = ("expected", group.expected, "malicious")
    if group.points > 0:
        word, judged, other = ("malicious", group.malicious, "expected")
    against = len(group.lessons) - judged
    plural = "alert was" if judged == 1 else "alerts were"
    others = f"none {other}" if not against else f"{against} {other}"
    return f"{judged} such {plural} called {word} in the last 90 days, and {others}: {kind_and_places(group)}"


def kind_and_places(group: Group) -> str:
    """What a group's alerts have in common: `dmz-bypass from office to cell, by services that control`."""
    text: str = group.kind
    if group.to is None:
        text += f" of {group.from_}" if group.from_ is not None else ""
    else:
        text += f" from {group.from_ or 'anywhere'} to {group.to}"
    services = {True: ", by services that control", False: ", by other services", None: ""}
    return text + services[group.controls]
