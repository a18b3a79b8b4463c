"""The options of `weir run` over its settings: where both say something, the option counts."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from schemas.state import valid_site
from weir.errors import UserError
from weir.settings.sections import NO_SITE, Settings, parse_time
from weir.times import parse_duration


def with_options(  # noqa: PLR0913 - the options of one run, by name
    settings: Settings,
    *,
    site: str | None,
    assets: Sequence[str],
    zones: Sequence[str],
    learn_until: str | None,
    now: float,
) -> Settings:
    """The settings as one run has them. `learn_until` then counts for every site; `now` is in seconds UTC.

    Raises UserError for a name that is none of a site, and for a time that is none or only a length: a length would
    begin anew at each start, and the learning would never end.
    """
    if site is not None:
        if not valid_site(site):
            msg = f"--site: {NO_SITE.format(site)}"
            raise UserError(msg)
        settings = replace(settings, site=replace(settings.site, name=site))
    if assets:
        settings = replace(settings, embedded=replace(settings.embedded, assets=tuple(assets)))
    if zones:
        settings = replace(settings, embedded=replace(settings.embedded, zones=tuple(zones)))
    if learn_until is not None:
        moment = _moment(learn_until, now)
        settings = replace(
            settings,
            site=replace(settings.site, learn_until=moment),
            sites={name: replace(own, learn_until=None) for name, own in settings.sites.items()},
        )
    return settings


def _moment(text: str, now: float) -> float:
    try:
        length_s = parse_duration(text)
    except ValueError:
        try:
            return parse_time(text)
        except ValueError as error:
            msg = f"--learn-until: {error}"
            raise UserError(msg) from error
    then = datetime.fromtimestamp(now + length_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    msg = (
        f"--learn-until {text}: a length would begin anew at each start of the run; give the time itself, "
        f"such as {then} ({text} from now). `weir replay` takes a length, counted from the first flow"
    )
    raise UserError(msg)
