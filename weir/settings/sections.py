"""The settings: one `weir.toml`, decoded strictly, and the environment over it.

Nothing is ignored: a key that is not known is an error that names its file, its
line and the nearest known key; so is a variable `WEIR_<SECTION>_<KEY>` that sets nothing.
Zones and assets are not settings: they are events, read from files of their own.
"""

import os
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import msgspec

from models.boundary.policy import DEFAULT_POLICY, Policy, Rule
from models.identity.realms import RealmRule
from models.sensors.clocks import ClockOffset
from models.settings import CoreSettings, Least
from schemas.alert import Level
from schemas.detectors import WATCHES, unknown_kinds
from schemas.state import valid_site
from streams.embedded.settings import EmbeddedSettings, SourceSettings
from streams.kafka.client.settings import KafkaSettings
from streams.listener.settings import ListenerSettings, listener_problems
from streams.outputs.settings import OutputSettings, problems
from streams.sources.listening.place import check_place
from streams.sources.listening.settings import NetflowSettings, netflow_problems
from streams.status.settings import MetricsSettings
from weir.settings import links
from weir.settings.conversion import convert_sections
from weir.settings.filters import FilterSettings, is_length
from weir.settings.log_lines import LogSettings
from weir.settings.source import Place, Report, Tree, check_keys, overlay_environment, raise_it, read_toml

SETTINGS_VARIABLE = "WEIR_SETTINGS"
"""Names the settings file when `--settings` does not."""

DEFAULT_PATH = Path("weir.toml")
"""Taken from the working folder when it is there."""

DEFAULT_SITE = "plant"

ALERTS_A_DAY = 3
"""Of medium and above, beyond the forbidden ways: what one person looks into beside other work. A convention."""

NO_SITE = '{!r} is no name for a site: up to 64 printable characters, without spaces and | / \\ "'


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for every site: `name` is the site of whatever does not name one.

    `alerts_a_day` of medium and above go out; 0: all do.
    """

    name: str = DEFAULT_SITE
    time_zone: str = "UTC"
    learn_until: str | float | None = None
    realms: tuple[RealmRule, ...] = ()
    alerts_a_day: Annotated[int, msgspec.Meta(ge=0)] = ALERTS_A_DAY


class SiteOverrides(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one site has of its own; None takes the value of `[site]`, `[policy]` or `[detectors]`."""

    time_zone: str | None = None
    learn_until: str | float | None = None
    rules: tuple[Rule, ...] | None = None
    realms: tuple[RealmRule, ...] | None = None
    detectors_off: tuple[str, ...] | None = None
    detectors_least: dict[str, Level] | None = None
    alerts_a_day: Annotated[int, msgspec.Meta(ge=0)] | None = None


class PolicySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules that come before the shipped ones; `shipped = false` leaves those away."""

    rules: tuple[Rule, ...] = ()
    shipped: bool = True


class DetectorSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Kinds of detectors that raise nothing (`off`), and from which level on the alerts of a kind go out (`least`)."""

    off: tuple[str, ...] = ()
    least: dict[str, Level] = {}


LARGEST_OFFSET_S = 31_622_400.0
"""366 days: a clock that is further off was never set, and how far changes with each of its starts."""


class SensorSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one sensor: its clock is `clock_offset_s` seconds ahead (negative: behind), and is set right."""

    clock_offset_s: Annotated[float, msgspec.Meta(ge=-LARGEST_OFFSET_S, le=LARGEST_OFFSET_S)] = 0.0


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole `weir.toml`, a section a field."""

    site: SiteSettings = SiteSettings()
    sites: dict[str, SiteOverrides] = {}
    policy: PolicySettings = PolicySettings()
    detectors: DetectorSettings = DetectorSettings()
    sensors: dict[str, SensorSettings] = {}
    kafka: KafkaSettings = KafkaSettings()
    embedded: EmbeddedSettings = EmbeddedSettings()
    netflow: NetflowSettings = NetflowSettings()
    outputs: dict[str, OutputSettings] = {}
    filters: dict[str, FilterSettings] = {}
    links: dict[str, str] = {}
    listener: ListenerSettings = ListenerSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()

    def core(self, site: str) -> CoreSettings:
        """The core's settings of one site."""
        own = self.sites.get(site, SiteOverrides())
        rules = self.policy.rules if own.rules is None else own.rules
        shipped = DEFAULT_POLICY.rules if self.policy.shipped else ()
        learn_until = self.site.learn_until if own.learn_until is None else own.learn_until
        off = frozenset(self.detectors.off if own.detectors_off is None else own.detectors_off)
        least = self.detectors.least if own.detectors_least is None else own.detectors_least
        a_day = self.site.alerts_a_day if own.alerts_a_day is None else own.alerts_a_day
        return CoreSettings(
            time_zone=own.time_zone or self.site.time_zone,
            learn_until=None if learn_until is None else parse_time(learn_until),
            policy=Policy(rules=(*rules, *shipped)),
            realms=self.site.realms if own.realms is None else own.realms,
            detectors_off=tuple(kind for kind in WATCHES if kind in off),
            alerts_a_day=a_day or None,
            least=tuple(Least(kind, least[kind]) for kind in WATCHES if kind in least),
            clock_offsets=tuple(
                ClockOffset(sensor=name, ahead_s=self.sensors[name].clock_offset_s)
                for name in sorted(self.sensors)
                if self.sensors[name].clock_offset_s
            ),
        )

    @property
    def settings_for(self) -> Callable[[str], CoreSettings]:
        """`core` as what a shard takes."""
        return self.core

    def sources(self) -> tuple[SourceSettings, ...]:
        """The embedded sources, those given as a bare path as well."""
        given = self.embedded.sources
        return tuple(SourceSettings(path=one) if isinstance(one, str) else one for one in given)


def load_settings(
    path: Path | None = None, environment: Mapping[str, str] | None = None, *, state_dir: Path | None = None
) -> Settings:
    """The settings of `path`, or of WEIR_SETTINGS, or of ./weir.toml if there is one; then the environment.

    `state_dir` takes the place of the embedded one where it is given.
    Raises UserError with file, line and key for anything that does not fit.
    """
    settings, _, _ = read_settings(path, environment, raise_it)
    if state_dir is not None:
        embedded = msgspec.structs.replace(settings.embedded, state_dir=str(state_dir))
        settings = msgspec.structs.replace(settings, embedded=embedded)
    return settings


def read_settings(
    path: Path | None, environment: Mapping[str, str] | None, report: Report
) -> tuple[Settings, Place, Tree]:
    """As `load_settings`, but each thing that does not fit is reported, and then left out; also what was set and where.

    Raises UserError all the same for a file that can't be read or is no TOML.
    """
    environment = os.environ if environment is None else environment
    path = settings_path(path, environment)
    place = Place(path)
    given = {} if path is None else read_toml(place)
    check_keys(given, Settings, place, report=report)
    overlay_environment(given, Settings, environment, place, report)
    settings = Settings(**convert_sections(given, Settings, place, report))  # type: ignore[arg-type]
    _check(settings, place, report)
    return settings, place, given


def settings_path(path: Path | None, environment: Mapping[str, str] | None = None) -> Path | None:
    """The settings file: `path`, or that of WEIR_SETTINGS, or ./weir.toml if there is one; else None."""
    named = (os.environ if environment is None else environment).get(SETTINGS_VARIABLE)
    if path is None and named:
        return Path(named)
    return DEFAULT_PATH if path is None and DEFAULT_PATH.is_file() else path


def parse_time(value: str | float) -> float:
    """A time in seconds UTC from ISO 8601 text (UTC when it names no zone) or seconds. Raises ValueError."""
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        msg = f"{value!r} is no time; give ISO 8601 (2026-01-31T06:00:00Z) or seconds since 1970"
        raise ValueError(msg) from None
    return (when if when.tzinfo else when.replace(tzinfo=zoneinfo.ZoneInfo("UTC"))).timestamp()


def _check(settings: Settings, place: Place, report: Report) -> None:
    _check_times("site", settings.site.time_zone, settings.site.learn_until, place, report)
    for keys, name in ((("site", "name"), settings.site.name), *((("sites", name), name) for name in settings.sites)):
        if not valid_site(name):
            report(place.at(keys, NO_SITE.format(name)))
    for name, output in settings.outputs.items():
        for problem in problems(output):
            report(place.at(("outputs", name), problem))
    _check_alerts(settings, place, report)
    _check_listening(settings, place, report)
    for problem in listener_problems(settings.listener):
        report(place.at(("listener",), problem))
    _check_kinds(("detectors", "off"), settings.detectors.off, place, report)
    _check_kinds(("detectors", "least"), tuple(settings.detectors.least), place, report)
    for name, own in settings.sites.items():
        _check_times(f"sites.{name}", own.time_zone, own.learn_until, place, report)
        _check_kinds(("sites", name, "detectors_off"), own.detectors_off or (), place, report)
        _check_kinds(("sites", name, "detectors_least"), tuple(own.detectors_least or ()), place, report)


def _check_listening(settings: Settings, place: Place, report: Report) -> None:
    """What is said of sources that listen."""
    for source in settings.sources():
        try:
            check_place(source.path)
        except ValueError as error:
            report(place.at(("embedded", "sources"), str(error)))
    for problem in netflow_problems(settings.netflow):
        report(place.at(("netflow",), problem))


def _check_kinds(keys: tuple[str, ...], kinds: tuple[str, ...], place: Place, report: Report) -> None:
    for kind in unknown_kinds(kinds):
        near = get_close_matches(kind, WATCHES, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        report(place.at(keys, f"no detector of kind {kind!r}; there are {', '.join(WATCHES)}{hint}"))


def _check_alerts(settings: Settings, place: Place, report: Report) -> None:
    """What is said of alerts alone: saved filters and links."""
    for name, saved in settings.filters.items():
        for key, value in (("since", saved.since), ("until", saved.until)):
            if value is not None and not is_length(value):
                _check_time(("filters", name, key), value, place, report)
    for name, template in settings.links.items():
        for problem in links.problems(template):
            report(place.at(("links", name), problem))


def _is_time_zone(name: str) -> bool:
    """Asked of the one; to list all of them reads the whole database, 15 ms."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_times(
    section: str, time_zone: str | None, learn_until: str | float | None, place: Place, report: Report
) -> None:
    if time_zone is not None and not _is_time_zone(time_zone):
        near = get_close_matches(time_zone, zoneinfo.available_timezones(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; IANA names are like Europe/Zurich"
        report(place.at((*section.split("."), "time_zone"), f"no such time zone {time_zone!r}{hint}"))
    if learn_until is not None:
        _check_time((*section.split("."), "learn_until"), learn_until, place, report)


def _check_time(keys: tuple[str, ...], value: str | float, place: Place, report: Report) -> None:
    try:
        parse_time(value)
    except ValueError as error:
        report(place.at(keys, str(error)))
