"""What others of the same kind do: the assets of the same role and zone, compared with one end of a new path.

Where the end has no role yet, or nobody shares it, its siblings are those of the same zone and level.

A plain comparison of learnt paths: which of an end's siblings have the same service with the same other end. It is made
only where a path is about to alert, since it walks over all assets of the site. What alerted is no habit of anybody, so
it counts for no sibling. Assets in no zone have no siblings.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.baseline import RULE_OF_THREE
from models.baseline.path import Path
from models.paths.base_measure import NO_LIFT, Lift, lift
from models.paths.graph import PathGraph, PathKey

SETTLED_HOURS = 3
"""Hours in which a sibling's path was seen, from which on it is a habit: the rule of three's smallest count."""

MOST = 0.5
"""Of the siblings that are compared: from here on, what they do is what their kind does."""

NEW_DAYS = 10
"""Days of traffic up to which an asset counts as new beside its siblings: as long as readiness takes."""

NAMED = 2
"""Siblings that a sentence names; the others are a number."""

FEWEST_ALIKE = 1
"""Assets of the same role from which on they are the siblings, and not those of the level."""

_MAKER_CHARACTERS = 8
"""Of a MAC as text: its first three octets, the block of addresses that one maker got (IEEE's MA-L)."""


class Kin(Struct, frozen=True, kw_only=True):
    """One end of a new path beside its siblings.

    `names` are the first of the `doing` siblings that have this very service with the path's other end; `meeting` have
    any with it; `total` are all that can be compared: of a responder those that serve the service, of an initiator
    those that begin anything. `is_new`: the end has been seen on few days, and all that do the same on at least three
    more. `same_maker` tells whether the end's network card is of the maker of one of them; None where no MAC tells.
    `alike`: the siblings are those of its role; else those of its zone and level.
    """

    asset: Asset
    names: tuple[str, ...]
    doing: int
    meeting: int
    total: int
    is_new: bool
    same_maker: bool | None
    alike: bool = False

    @property
    def share(self) -> float:
        """The part of the siblings that do the same, 0 to 1, with half of one seen before (Krichevsky-Trofimov)."""
        return (self.doing + 0.5) / (self.total + 1.0)

    @property
    def most_do(self) -> bool:
        """Whether what is new for this end is what most of its kind do."""
        return self.doing > 0 and self.doing >= MOST * self.total


class Likeness(Struct, frozen=True, kw_only=True):
    """Both ends of a new path beside their siblings; None for an end that has none. Lifts are those of each end."""

    initiator: Kin | None
    responder: Kin | None
    initiator_lift: Lift = NO_LIFT
    responder_lift: Lift = NO_LIFT

    @property
    def ends(self) -> tuple[Kin, ...]:
        """The ends that have siblings."""
        return tuple(end for end in (self.initiator, self.responder) if end is not None)


class _Ends(Struct, frozen=True):
    """The end that has siblings, the path's other end, its service, and whether the first began it."""

    asset: Asset
    other: Asset
    service: str
    began: bool

    def of(self, sibling: Asset) -> PathKey:
        """The same path of a sibling."""
        ends = (sibling.id, self.other.id) if self.began else (self.other.id, sibling.id)
        return (*ends, self.service)


def likeness(
    graph: PathGraph, assets: Mapping[str, Asset], initiator: Asset, responder: Asset, service: str
) -> Likeness:
    """Compare both ends of a path with those of all `assets`, by id, that stand in their zones."""
    beside_initiator, beside_responder = list[Asset](), list[Asset]()
    zones = {initiator.zone, responder.zone} - {None}
    for each in assets.values():
        # Asked first, since it leaves out most of a site's assets.
        if each.zone not in zones or each is initiator or each is responder or each.record.external or each.shared:
            continue
        if each.zone == initiator.zone and each.peers_out:
            beside_initiator.append(each)
        if each.zone == responder.zone and each.services_in:
            beside_responder.append(each)
    serving = [each for each in beside_responder if service in each.services_in]
    using, serve = _siblings(initiator, beside_initiator), _siblings(responder, serving)
    hosts = len(assets)
    return Likeness(
        initiator=_kin(graph, _Ends(initiator, responder, service, began=True), *using),
        responder=_kin(graph, _Ends(responder, initiator, service, began=False), *serve),
        initiator_lift=Lift(
            peer=_met(responder, lift(responder.id, using[0], beside_initiator, attrgetter("peers_out"), hosts)),
            service=lift(service, using[0], beside_initiator, attrgetter("services_out")),
        ),
        responder_lift=Lift(
            peer=_met(initiator, lift(initiator.id, serve[0], serving, attrgetter("peers_in"), hosts)),
            service=lift(
                service, _siblings(responder, beside_responder)[0], beside_responder, attrgetter("services_in")
            ),
        ),
    )


def _met(peer: Asset, bits: float) -> float:
    """The lift by a peer: that nobody ever met one who came lately says nothing of whom they meet."""
    return bits if peer.record.days > RULE_OF_THREE else min(0.0, bits)


def _siblings(asset: Asset, fellows: list[Asset]) -> tuple[list[Asset], bool]:
    """Those of its zone that work alike, else those of its level; and which of the two."""
    role = asset.record.role_id
    alike = [] if role is None else [each for each in fellows if each.record.role_id == role]
    if len(alike) >= FEWEST_ALIKE:
        return alike, True
    return [each for each in fellows if each.level == asset.level], False


def maker(asset: Asset) -> Iterator[str]:
    """The makers of an asset's network cards, as their blocks of addresses; none for addresses that software made."""
    for each in asset.record.macs:
        mac = each.rpartition("/")[2]
        if int(mac[:2], 16) & 2 == 0:
            yield mac[:_MAKER_CHARACTERS]


def _kin(graph: PathGraph, ends: _Ends, siblings: list[Asset], alike: bool) -> Kin | None:  # noqa: FBT001 - as `_siblings` gives it
    asset, other = ends.asset, ends.other

    def has_path(sibling: Asset) -> bool:
        path = graph.paths.get(ends.of(sibling))
        return path is not None and is_habit(path)

    if not siblings:
        return None
    doing = sorted((each for each in siblings if has_path(each)), key=lambda each: each.id)
    peers = other.peers_in if ends.began else other.peers_out
    return Kin(
        asset=asset,
        names=tuple(each.label for each in doing[:NAMED]),
        doing=len(doing),
        meeting=sum(each.id in peers for each in siblings),
        total=len(siblings),
        is_new=asset.record.days <= NEW_DAYS
        and all(each.record.days >= asset.record.days + RULE_OF_THREE for each in doing),
        same_maker=_same_maker(asset, doing),
        alike=alike,
    )


def is_habit(path: Path) -> bool:
    """Whether a path counts for its ends' siblings. What is learnt by a person's word alone hides no other path."""
    return path.status == "learnt" and path.learnt_by is None and path.answered and path.hours >= SETTLED_HOURS


def _same_maker(asset: Asset, others: Iterable[Asset]) -> bool | None:
    own = set(maker(asset))
    theirs = {each for other in others for each in maker(other)}
    return None if not own or not theirs else not own.isdisjoint(theirs)
