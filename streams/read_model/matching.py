"""Which assets and paths a filter means, and what is said of a value that is none."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from models.baseline.asset import Asset
from models.queries.listed_path import ListedPath
from models.queries.stored_site import StoredSite
from models.verdicts.standing import canonical, names_of
from streams.read_model.wanted import PathsWanted, UnknownValue

_NAMED = 12
"""How many values an error names: a line or two."""


def called(site: StoredSite, wanted: str) -> list[Asset]:
    """The assets of a site that are called so: by id, inventory id, name, or any of their addresses, in any realm.

    Where none is, upper and lower case are taken as one.
    """
    exact = site.assets.get(wanted)
    if exact is not None:
        return [exact]
    names = {wanted, canonical(wanted)}
    found = [asset for asset in site.assets.values() if not names.isdisjoint(all_names(asset))]
    if found:
        return found
    folded = wanted.casefold()
    return [asset for asset in site.assets.values() if folded in map(str.casefold, all_names(asset))]


def all_names(asset: Asset) -> Iterator[str]:
    """Ids, name and addresses, these also without their realm."""
    yield from names_of(asset)
    for address in (*asset.record.ips, *asset.record.macs):
        yield address.rpartition("/")[2]


def candidates(wanted: str, found: list[tuple[StoredSite, Asset]]) -> str:
    """What is said of a name that several assets have."""
    named = [
        f"{asset.id} ({', '.join(filter(None, (asset.label, *asset.record.ips[:1], f'site {site.name}')))})"
        for site, asset in found[:_NAMED]
    ]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{len(found)} assets are called {wanted!r}: give the id (and --site) of one: {', '.join(named)}{more}"


def filter_of(site: StoredSite, wanted: PathsWanted) -> Callable[[ListedPath], bool] | None:
    """Whether a path of a site is wanted; None: all are, and nothing need be asked."""
    ids = None if wanted.asset is None else frozenset(asset.id for asset in called(site, wanted.asset))
    return _filter(wanted, ids)


def _filter(wanted: PathsWanted, ids: frozenset[str] | None) -> Callable[[ListedPath], bool] | None:
    if wanted == PathsWanted(site=wanted.site, order=wanted.order, limit=wanted.limit, page=wanted.page):
        return None
    status = "learnt" if wanted.status == "unreviewed" else wanted.status

    def is_wanted(path: ListedPath) -> bool:
        stored, initiator, responder = path
        sides = (initiator.side, responder.side)
        return (
            (ids is None or stored.initiator in ids or stored.responder in ids)
            and status in {None, stored.status}
            and (wanted.status != "unreviewed" or path.unreviewed)
            and wanted.service in {None, stored.service}
            and (wanted.since is None or stored.last_seen >= wanted.since)
            and (wanted.until is None or stored.first_seen <= wanted.until)
            and (wanted.side is None or wanted.side in {side or "unknown" for side in sides})
            and wanted.zone in {None, initiator.zone, responder.zone}
            and (not wanted.crossing or path.crosses)
        )

    return is_wanted


def check_one(what: str, value: str, known: list[str], names: list[str] | None = None) -> None:
    """Raises UnknownValue with what is known, or what of it is nearest, unless the value is.

    `names` are all that it may be called by, where that is more than what is listed.
    """
    if value in known:
        return
    if not known:
        msg = f"no {what} {value!r}: none is known yet"
    elif len(known) <= _NAMED:
        near = get_close_matches(value, known, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        msg = f"no {what} {value!r}: is one of {', '.join(known)}{hint}"
    elif within := [name for name in known if value.casefold() in name.casefold()]:
        more = f" and {len(within) - _NAMED} more" if len(within) > _NAMED else ""
        msg = f"no {what} {value!r} among {len(known):,}; it is part of {', '.join(within[:_NAMED])}{more}"
    elif near := get_close_matches(value, names or known, n=3, cutoff=0.5):
        msg = f"no {what} {value!r} among {len(known):,}; the nearest are {', '.join(near)}"
    else:
        msg = f"no {what} {value!r} among {len(known):,}, such as {', '.join(known[:_NAMED])}"
    raise UnknownValue(msg)
