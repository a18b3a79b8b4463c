"""Whose traffic a replay reads: the site that a person named, else the one that the inventories name."""

from collections.abc import Sequence

from replay.run import site_named_by
from schemas.state import valid_site
from weir.errors import UserError, told
from weir.settings.sections import DEFAULT_SITE, NO_SITE, Settings


def named_site(site: str | None, assets: Sequence[str], settings: Settings) -> str:
    """The site of `--site`, else of the settings where they name one, else the one site that `assets` name.

    Raises UserError for a name that cannot be one, and for inventories that cannot be read.
    """
    if site is not None and not valid_site(site):
        msg = f"--site: {NO_SITE.format(site)}"
        raise UserError(msg)
    if site is not None or settings.site.name != DEFAULT_SITE:
        return site or settings.site.name
    with told():
        return site_named_by(assets, DEFAULT_SITE)
