"""Which site a row belongs to: one spelling for each name, and no plant split in two.

A site's name is part of every state key (`schemas/state.py`), so `North Plant` becomes `North-Plant`. A file that names
one site belongs to the run's, where the run has one: two names of one plant are likelier than two plants.
"""

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from schemas.formats.assets.reading import Note, RunSites, shown
from schemas.state import valid_site

MAX_SITE = 64

_NOT_IN_A_SITE = re.compile(r"[\s|/\\\"]+")


class SiteNames(Struct, frozen=True):
    """The cell's text -> the site, for each that the file names, and what was decided."""

    of_cell: dict[str, str]
    notes: tuple[Note, ...]


def site_of(text: str) -> str:
    """A name as a site's: spaces and separators become hyphens. Raises ValueError where nothing is left of it."""
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable() or c.isspace())
    site = _NOT_IN_A_SITE.sub("-", kept.strip()).strip("-")[:MAX_SITE]
    if not valid_site(site):
        msg = f"{shown(text)!r} cannot name a site"
        raise ValueError(msg)
    return site


def named_sites(cells: Iterable[str], run: RunSites) -> SiteNames:
    """How the names in a file's site column are understood, in order of first sight; names of no site are left out."""
    by_fold = {_fold(site): site for site in (*run.known, run.default)}
    spelled: dict[str, str] = {}
    of_cell: dict[str, str] = {}
    for cell in dict.fromkeys(cells):
        try:
            site = site_of(cell)
        except ValueError:
            continue
        fold = _fold(site)
        of_cell[cell] = by_fold.get(fold) or spelled.setdefault(fold, site)
    notes: list[Note] = []
    sites = list(dict.fromkeys(of_cell.values()))
    if run.only and len(sites) == 1 and sites[0] != run.default:
        named = shown(next(iter(of_cell)))
        text = f"the file names one site, {named!r}, and the run has one, {run.default}: its rows are taken for that"
        return SiteNames(dict.fromkeys(of_cell, run.default), (Note(text=text),))
    for cell, site in of_cell.items():
        if cell != site:
            notes.append(Note(text=f"site {shown(cell)!r} is {site} here"))
    if run.only and run.default not in sites and sites:
        text = f"the file names {_listed(sites)}, and not {run.default}, the site of this run's traffic"
        notes.append(Note(text=text))
    return SiteNames(of_cell, tuple(notes))


def _fold(site: str) -> str:
    """What two spellings of one name have in common."""
    return re.sub(r"[\s_.-]+", "-", site.casefold())


def _listed(sites: list[str], most: int = 5) -> str:
    more = f" and {len(sites) - most} more" if len(sites) > most else ""
    return f"{len(sites)} sites ({', '.join(sites[:most])}{more})"
