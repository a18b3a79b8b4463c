"""Devices that are in no inventory, and that nobody has spoken for: what else they do is told too, and not learnt.

That hangs on the asset and on what people say of it, never on whether its alert is open: a word on that alert covers
the paths that it held then, and no others. Of a device that somebody expects further paths stand in the day's digest.
"""

from msgspec.structs import replace

from models.alerts.describe import addressed
from models.baseline.asset import Asset
from models.baseline.baseline import READY_AT
from models.decisions.raising import cause_text
from models.detectors.first_look import POINTS
from models.detectors.registry import find
from models.findings.sighting import NO_WORDS, Finding, Sighting, crossing_of, placed, reached, span, way
from models.site import Site


def note_stranger(site: Site, sighting: Sighting) -> None:
    """Remember of a device that it was unknown when it first showed itself, where the plant's devices were known."""
    newcomer = sighting.newcomer
    if newcomer is None or sighting.newcomers_readiness < READY_AT or site.learning(sighting.time):
        return
    newcomer.record.unconfirmed = True
    site.graph.mark_asset(newcomer.id)


def finding_of_stranger(site: Site, sighting: Sighting, found: Finding | None) -> Finding | None:
    """What one more path of an unknown device is told as; None where neither end is one.

    `found`: what it is told as of a device that is known. Of one that somebody expects it stays that, where it is loud.
    """
    for asset in (sighting.initiator, sighting.responder):
        if not asset.is_stranger:
            continue
        readiness = max(READY_AT, sighting.newcomers_readiness)
        finding = find(replace(sighting, newcomer=asset, newcomers_readiness=readiness), {"newcomer"})
        if finding is None:
            continue
        began = asset is sighting.initiator
        word = site.verdicts.rulings.of_newcomer(asset, cause_text(finding), sighting.time, began=began)
        if word is not None and word.decision == "expected":
            if found is not None and not found.digest:
                return found
            site.verdicts.standing.matched(word, sighting.time)
            return _to_confirm(sighting)
        # The device is no newcomer of this flow: who it is must be said here.
        words = replace(finding.words, advice=addressed(finding.words.advice, None, newcomer=asset))
        return replace(finding, text=_text(sighting, asset, began=began), words=words)
    return None


def _to_confirm(sighting: Sighting) -> Finding:
    return Finding(
        kind="first-look",
        points=POINTS,
        cause=(),
        title=f"First look: {way(sighting)}",
        text="a path of a device that somebody expects and that is in no inventory",
        crossing=crossing_of(sighting, "first-look"),
        digest=True,
        words=NO_WORDS,
    )


def _text(sighting: Sighting, asset: Asset, *, began: bool) -> str:
    other = sighting.responder if began else sighting.initiator
    did = reached(sighting) if began else ("answered" if sighting.answered else "was tried by")
    since = span(sighting.time - asset.record.first_seen)
    known = f"{placed(asset)}, a device that is in no inventory and was first seen {since} ago,"
    return f"{known} {did} {other.label} by {sighting.service}"
