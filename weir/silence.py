"""What in the settings keeps Weir from alerting, said before somebody waits for an alert in vain."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from schemas.detectors import LOSSES
from weir.settings.sections import Settings


def silenced(settings: Settings, now: float, *, outputs: bool = True) -> list[str]:
    """A line each for what silences a live run. `now`: seconds UTC; `outputs`: whether anything shows an alert."""
    said = [
        f"site {site}: learning until {_when(until, zone)}; nothing alerts before"
        for site, until, zone in _learning(settings, (settings.site.name, *settings.sites))
        if until > now
    ]
    said += [
        f"site {site}: no rule of its policy is forbidden or watched, so no crossing alerts: see [policy]"
        for site in (settings.site.name, *settings.sites)
        if all(rule.action == "quiet" for rule in settings.core(site).policy.rules)
    ]
    said += switched_off(settings)
    if not outputs:
        said.append("no alert is shown (--quiet) or sent ([outputs]): they are kept in the state; weir alerts list")
    return said


def switched_off(settings: Settings) -> list[str]:
    """A line for each detector that is off by the settings and whose loss is dangerous, with the sites that lose it."""
    sites = sorted({settings.site.name, *settings.sites})
    lost = {kind: [site for site in sites if kind in settings.core(site).detectors_off] for kind in LOSSES}
    return [
        f"{'every site' if len(off) == len(sites) else ', '.join(f'site {site}' for site in off)}: detector {kind} is "
        f"switched off: {LOSSES[kind]}"
        for kind, off in lost.items()
        if off
    ]


def learnt_whole(settings: Settings, last_times: Mapping[str, float]) -> list[str]:
    """A line for each site whose last flow (seconds UTC) lies before its `learn_until`: nothing of it could alert."""
    return [
        f"site {site}: everything was learnt and nothing could alert: the last flow, {_when(last_times[site], zone)}, "
        f"lies before the end of learning, {_when(until, zone)}; give --learn-until an earlier time"
        for site, until, zone in _learning(settings, sorted(last_times))
        if until > last_times[site]
    ]


def _learning(settings: Settings, sites: Iterable[str]) -> Iterable[tuple[str, float, str]]:
    for site in sites:
        core = settings.core(site)
        if core.learn_until is not None:
            yield site, core.learn_until, core.time_zone


def _when(time: float, zone: str) -> str:
    return f"{datetime.fromtimestamp(time, ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
