"""Learning that begins anew, on its way to the running shell: what it would forget is counted before."""

from difflib import get_close_matches
from typing import NamedTuple

from schemas.asset_change import AssetChange, Subject
from schemas.codec import ASSET_CHANGES, encode_lines
from streams.read_model.wanted import AssetsWanted, PathsWanted
from weir.admin.outcomes import LearningRestarted
from weir.admin.reader import StateReader, readable
from weir.errors import UserError

SOURCE = "weir-learning"
"""Where a change comes from that this command makes."""


class Whose(NamedTuple):
    """Of what learning is to begin anew, as it was typed: exactly one of an asset, a zone and the whole site."""

    asset: str | None
    zone: str | None
    whole: bool


class Foreseen(NamedTuple):
    """The statement that would be handed over, and how much it is about at the last checkpoint.

    `paths` are learnt and would be forgotten; `waiting` wait for a word or were judged, and stay.
    """

    change: AssetChange
    named: str
    assets: int
    paths: int
    waiting: int


def foresee(  # noqa: PLR0913 - what a person says, by name
    reader: StateReader, whose: Whose, *, site: str, who: str, reason: str | None, now: float
) -> Foreseen:
    """Find what is named, and count. Raises UserError."""
    if sum((whose.asset is not None, whose.zone is not None, whose.whole)) != 1:
        msg = "say of what: --asset, --zone, or --all for the whole site"
        raise UserError(msg)
    model = reader.model
    with readable():
        # The site first: a name that another site has is none of this one.
        assets = model.assets(AssetsWanted(site=site)).items
        if whose.zone is not None:
            _check_zone(whose.zone, sorted(each.name for each in model.zones() if each.site == site), site)
            assets = [each for each in assets if each.zone == whose.zone]
        elif whose.asset is not None:
            assets = model.assets(AssetsWanted(site=site, asset=whose.asset)).items
            if len(assets) != 1:
                some = f": give the id, one of {', '.join(each.id for each in assets[:5])}" if assets else ""
                msg = f"{len(assets) or 'no'} assets of site {site} are called {whose.asset!r}{some}"
                raise UserError(msg)
        asset = assets[0].id if whose.asset is not None else None
        paths = model.paths(PathsWanted(site=site, zone=whose.zone, asset=asset)).items
    subject: Subject = "site" if whose.whole else "zone" if whose.zone is not None else "asset"
    change = AssetChange(
        site=site, time=now, source=SOURCE, subject=subject, change="learning-restarted",
        id=asset or whose.zone or site, owner=who, reason=reason,
    )  # fmt: skip
    learnt = sum(path.status == "learnt" for path in paths)
    named = f"site {site}" if whose.whole else f"{subject} {whose.zone or whose.asset} of site {site}"
    return Foreseen(_checked(change), named, len(assets), learnt, len(paths) - learnt)


def hand_over(reader: StateReader, foreseen: Foreseen) -> LearningRestarted:
    """Give the statement to the running shell, durably. Raises UserError."""
    where = reader.give_change(foreseen.change)
    waits = reader.nobody_takes()
    change = foreseen.change
    return LearningRestarted(
        site=change.site,
        subject=change.subject,
        id=change.id,
        assets=foreseen.assets,
        paths=foreseen.paths,
        waiting=foreseen.waiting,
        where=where,
        notes=() if waits is None else (waits,),
    )


def _check_zone(zone: str, known: list[str], site: str) -> None:
    if zone in known:
        return
    near = get_close_matches(zone, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    there = f"; declared are {', '.join(known[:10])}" if known else ", nor is any other"
    msg = f"zone {zone!r} is not declared in site {site}{hint}{there}"
    raise UserError(msg)


def _checked(change: AssetChange) -> AssetChange:
    """As the shell will read it. Raises UserError for what it would refuse, such as a reason that is too long."""
    try:
        return ASSET_CHANGES.decode_one(encode_lines([change]).strip())
    except ValueError as error:
        raise UserError(str(error)) from error
