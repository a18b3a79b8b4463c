"""What `learn_until` learnt and a person should look at: ways that the policy forbids, and contacts with the internet.

Who was in the plant from the first day on is learnt like everything else, and would never alert. So when the
declared learning ends, one alert lists the learnt paths that would else have alerted from the first minute. They
stay learnt, marked as not reviewed, until somebody confirms them or takes them back.
"""

from models.alerts.alert_state import AlertState
from models.alerts.describe import hop
from models.baseline.path import Path
from models.decisions.classify import Classifier
from models.findings.sighting import GUARDED, SIDE_NAMES, Finding
from models.paths.graph import UNREVIEWED
from models.site import Site
from schemas.alert import Advice, Reason
from schemas.asset_change import Side

MAX_REVIEW_HOPS = 200
"""Paths that the alert lists: as many as a digest has. `weir paths list --status unreviewed` shows all."""

SEVERITY = 45
"""Medium: somebody must look at it once, and nothing of it is new."""

_ADVICE = Advice(
    "the list of what was learnt",
    "Go through the paths (`weir paths list --status unreviewed`). Confirm them with `weir verdict expected` on this "
    "alert, on a path or on a pair of zones; take back what should not be there with `malicious`.",
)


def due(site: Site, time: float) -> bool:
    """Whether declared learning has ended and was not reviewed yet, or not since the zones have changed."""
    until = site.settings.learn_until
    return until is not None and until <= time and site.reviewed != until


def review(site: Site, classifier: Classifier) -> None:
    """Mark what is to be reviewed, and raise the alert that lists it, where there is any."""
    until = site.settings.learn_until
    if until is None:
        return
    site.reviewed = until
    known = [path for path in site.graph.paths.values() if path.learnt_by == UNREVIEWED]
    news = [path for path in site.graph.paths.values() if path.first_seen < until and _doubtful(path, classifier)]
    if not news:
        return
    paths = sorted([*known, *news], key=lambda path: (_rank(path), path.key))
    for path in news:
        site.graph.learn(path, by=UNREVIEWED)
    finding = Finding(kind="learning-review", points=float(SEVERITY), cause=(), title="", text="")
    draft = _draft(paths, until)
    alert = site.alerting.open(finding, draft)
    if alert is not draft:
        # Zones that were declared since have shown more of it.
        alert.title, alert.text, alert.reasons = draft.title, draft.text, draft.reasons
        alert.hops, alert.hops_total, alert.count, alert.status = draft.hops, draft.hops_total, draft.count, "open"
    site.alerting.announce(alert, until)


def _doubtful(path: Path, classifier: Classifier) -> bool:
    if path.status != "learnt" or path.learnt_by is not None:
        return False
    initiator, responder = path.initiator_asset, path.responder_asset
    sides = {initiator.side, responder.side}
    outside = "external" in sides and not GUARDED.isdisjoint(sides)
    if not outside and classifier.action(initiator, responder) != "forbidden":
        return False
    return not classifier.in_conduit(path)


def _rank(path: Path) -> int:
    """From the internet into the plant first, then the internet in any way, then the rest."""
    sides = (path.initiator_asset.side, path.responder_asset.side)
    return 0 if sides[0] == "external" else 1 if "external" in sides else 2


def _draft(paths: list[Path], until: float) -> AlertState:
    count = len(paths)
    plural = "s" if count != 1 else ""
    ways: dict[tuple[Side | None, Side | None], int] = {}
    for path in paths:
        sides = (path.initiator_asset.side, path.responder_asset.side)
        ways[sides] = ways.get(sides, 0) + 1
    reasons = tuple(
        Reason(
            text=f"{number} of them lead{'s' if number == 1 else ''} from {SIDE_NAMES[began]} to {SIDE_NAMES[ended]}",
            weight=0.0,
            value=float(number),
            unit="paths",
        )
        for (began, ended), number in sorted(ways.items(), key=lambda item: (-item[1], str(item[0])))
    )
    why = Reason(
        text="Somebody must look at these once: an intruder who was there before learning ended is among the usual",
        weight=float(SEVERITY),
    )
    return AlertState(
        id="",
        kind="learning-review",
        cause="",
        severity=SEVERITY,
        title=f"Learning has ended: {count} learnt path{plural} to review",
        text=(
            f"{count} path{plural} that the policy forbids, or that meet{'s' if count == 1 else ''} the internet, "
            f"{'was' if count == 1 else 'were'} there before learning ended and so count{'s' if count == 1 else ''} "
            "as usual"
        ),
        time=until,
        first_seen=min(path.first_seen for path in paths),
        last_seen=max(path.last_seen for path in paths),
        count=sum(path.flows for path in paths),
        hops=[
            hop(path.initiator_asset, path.responder_asset, path.service, path.first_seen)
            for path in paths[:MAX_REVIEW_HOPS]
        ],
        hops_total=count,
        reasons=(why, *reasons),
        advice=_ADVICE,
    )
