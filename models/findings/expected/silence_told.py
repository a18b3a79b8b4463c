"""What is told of a silence: a title, a sentence, and what to look at next."""

from collections.abc import Sequence

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.expected.silent_together import Together
from models.findings.sighting import Words, placed, span
from schemas.alert import Advice

PATHS_SHOWN = 3
"""Silent paths that a sentence names: what fits into it."""

PATH_WORDS = Words(
    advice=Advice(
        "{initiator}",
        "See whether {initiator} runs and reaches {responder}, and ask {initiator's owner} whether it was stopped, "
        "replaced or reconfigured. If nobody did, look at both ends' logs and at what else reached them just before.",
    )
)
ASSET_WORDS = Words(
    advice=Advice(
        "{initiator}",
        "See whether {initiator} has power, runs and is connected (its switch port), and ask {initiator's owner} "
        "whether it was stopped or replaced. If nobody did, look in its logs, and at what reached it just before.",
    )
)
ZONE_WORDS = Words(
    advice=Advice(
        "the zone's switch and the sensor's mirror port",
        "See first whether the sensor still gets the zone's traffic, then whether its switch and its power are up, and "
        "ask who is in charge of it whether it was stopped.",
    )
)


def words_of(found: Together) -> Words:
    """A next step; where nothing shows one end it names none."""
    if found.subject == "path":
        return PATH_WORDS
    return ZONE_WORDS if found.subject in {"zone", "zones"} else ASSET_WORDS


def asset_of(found: Together) -> Asset | None:
    """The asset that it is about; of a path its initiator; None of zones."""
    path = found.members[0].path
    if found.subject in {"path", "polls"} or found.name == path.initiator:
        return path.initiator_asset
    return path.responder_asset if found.subject == "offers" or found.name == path.responder else None


def told_as(found: Together, waited: str) -> tuple[str, str]:
    """Title, and a sentence without its full stop, of what has been silent for `waited`."""
    first, count, asset = found.members[0].path, len(found.members), asset_of(found)
    if found.subject == "path":
        return _path_told(first, waited)
    shown = _shown([each.path for each in found.members])
    if asset is None:
        several = found.subject == "zones"
        what = "Several zones fell silent at once" if several else f"Zone {found.name} fell silent"
        of = "several zones" if several else f"zone {found.name}"
        text = f"{count} paths of {of} that usually speak all day have said nothing for {waited}: {shown}"
        return f"{what}: {count} expected paths", text
    what, title = {
        "asset": (f"None of the {count} paths of {placed(asset)} that usually speak all day", "is silent"),
        "begins": (f"None of the {count} paths that {placed(asset)} usually keeps up all day", "polls nobody any more"),
        "serves": (f"None of the {count} paths by which {placed(asset)} is usually reached", "is not reached any more"),
        "polls": (
            f"None of the {count} paths that {placed(asset)} usually keeps up all day by {first.service}",
            f"polls nobody by {first.service} any more",
        ),
        "offers": (
            f"None of the {count} paths by which {placed(asset)} is usually reached by {first.service}",
            f"is not reached by {first.service} any more",
        ),
    }[found.subject]
    return f"{asset.label} {title}: {count} expected paths", f"{what} has carried anything for {waited}: {shown}"


def _path_told(path: Path, waited: str) -> tuple[str, str]:
    initiator, responder, service = path.initiator_asset, path.responder_asset, path.service
    every = "all the time" if path.gap_s < 1.0 else f"every {span(path.gap_s)}"
    return (
        f"Expected path is silent: {initiator.label} -> {responder.label} ({service})",
        f"{placed(initiator)} usually speaks to {placed(responder)} by {service} {every}, and has not for {waited}",
    )


def _shown(paths: Sequence[Path]) -> str:
    named = [f"{path.initiator_asset.label} -> {path.responder_asset.label} ({path.service})" for path in paths]
    more = len(named) - PATHS_SHOWN
    return ", ".join(named[:PATHS_SHOWN]) + (f" and {more} more" if more > 0 else "")
