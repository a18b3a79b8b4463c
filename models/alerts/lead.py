"""Says the main thing first: what of a finding its title and its first sentence are to tell.

An address that another device has now outweighs what that device does under it: whoever reads the inventory's name
there is misled. So such a finding is told as that, with both names; what it was found as becomes a reason.
"""

from msgspec.structs import replace

from models.findings.sighting import Finding, Sighting, Words
from models.findings.taken_over import advice_of, text_of, title_of
from schemas.alert import Reason

TAKEN_OVER_POINTS = 15.0
"""Three quarters of a level, as of what is found as a conflict (`models/detectors/identity_conflict.py`)."""


def lead(sighting: Sighting, finding: Finding) -> Finding:
    """The finding as it is to be told."""
    found = sighting.taken_over
    if found is None:
        return finding
    asset, taken = found
    words = Words(techniques=finding.words.techniques, advice=advice_of(asset, taken))
    if finding.kind == "identity-conflict":
        return replace(finding, words=words)
    return replace(
        finding,
        points=TAKEN_OVER_POINTS,
        title=title_of(sighting, asset, taken),
        text=text_of(sighting, asset, taken),
        reasons=(Reason(text=finding.text, weight=finding.points), *finding.reasons),
        words=words,
        seen=None,
        usual=None,
        unit=None,
    )
