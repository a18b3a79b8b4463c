"""Options that several commands share, and how they complete."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from schemas.formats.names import FORMAT_NAMES

FORMATS = ("auto", *FORMAT_NAMES)
"""What `--format` takes; auto: told by a file's first lines."""


class LevelName(StrEnum):
    """The levels of alerts, as an option takes them."""

    info = "info"
    low = "low"
    medium = "medium"
    high = "high"
    critical = "critical"


class LogLevelName(StrEnum):
    """The levels of log lines, as an option takes them."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


class LogFormatName(StrEnum):
    """How log lines are written, as an option takes it."""

    text = "text"
    json = "json"


def complete_alert(incomplete: str) -> list[tuple[str, str]]:
    """Ids of alerts that begin so, with their titles; nothing when there is no state to ask."""
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings

    try:
        alerts = open_reader(load_settings(), kafka=False).latest_alerts()
    except Exception:  # noqa: BLE001 - a shell's completion must never show an error
        return []
    return [(one.id, one.title) for one in reversed(alerts) if one.id.startswith(incomplete)]


def complete_input(incomplete: str) -> list[tuple[str, str]]:
    """What an input that is no file begins with; files are the shell's own to complete."""
    return [(mark, what) for mark, what in _INPUTS.items() if incomplete and mark.startswith(incomplete)]


_INPUTS = {
    "udp:0.0.0.0:2055": "NetFlow and IPFIX of exporters that send to this port",
    "udp:0.0.0.0:4739": "IPFIX",
    "udp:0.0.0.0:6343": "sFlow",
    "unix:": "lines over a Unix socket at this path",
    "unix-dgram:": "lines as datagrams over a Unix socket",
    "tcp:127.0.0.1:": "lines over TCP at this port",
}


def complete_site(incomplete: str) -> list[str]:
    """Sites that the settings name."""
    from weir.settings.sections import load_settings

    try:
        settings = load_settings()
    except Exception:  # noqa: BLE001 - a shell's completion must never show an error
        return []
    return [site for site in sorted({settings.site.name, *settings.sites}) if site.startswith(incomplete)]


def complete_word(incomplete: str) -> list[tuple[str, str]]:
    """Ids of words that stand and begin so, with what they say; nothing when there is no state to ask."""
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings

    try:
        words = open_reader(load_settings(), kafka=False).words()
    except Exception:  # noqa: BLE001 - a shell's completion must never show an error
        return []
    return [(one.id, f"{one.decision}: {one.on}") for one in reversed(words) if one.id.startswith(incomplete)]


def complete_window(incomplete: str) -> list[tuple[str, str]]:
    """Ids of maintenance windows that begin so, with what they are on; nothing when there is no state to ask."""
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings

    try:
        sites = open_reader(load_settings(), kafka=False).announced(None)
    except Exception:  # noqa: BLE001 - a shell's completion must never show an error
        return []
    return [(one.id, one.on) for each in sites for one in each.windows if one.id.startswith(incomplete)]


def complete_zone(incomplete: str) -> list[str]:
    """Declared zones that begin so; nothing when there is no state to ask."""
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings

    try:
        sites = open_reader(load_settings(), kafka=False).announced(None)
    except Exception:  # noqa: BLE001 - a shell's completion must never show an error
        return []
    return sorted({zone for each in sites for zone in each.zones if zone.startswith(incomplete)})


def complete_format(incomplete: str) -> list[tuple[str, str]]:
    """Input formats that begin so, with what they are."""
    known = {"auto": "told by a file's first lines", **FORMAT_NAMES}
    return [(name, what) for name, what in known.items() if name.startswith(incomplete)]


FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="NAME",
        help=f"auto, {', '.join(FORMAT_NAMES)}, or mapped:FILE.toml (weir formats guess): see docs/inputs.md.",
        autocompletion=complete_format,
    ),
]
SettingsOption = Annotated[
    Path | None,
    typer.Option(
        "--settings", "-c", metavar="FILE", help="The settings file (default: $WEIR_SETTINGS, or ./weir.toml if there)."
    ),
]
LogLevelOption = Annotated[
    LogLevelName | None, typer.Option("--log-level", help="Log lines of this level and above (default: [log] level).")
]
LogFormatOption = Annotated[
    LogFormatName | None,
    typer.Option("--log-format", help="Lines for people, or one JSON object each (default: [log] format)."),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Refuse an inventory whole (exit 1) when one of its rows is refused.")
]
RefusedOption = Annotated[
    Path | None,
    typer.Option("--refused", metavar="FILE", help="Write the refused rows of inventories: .csv, else NDJSON."),
]
AssetFilesOption = Annotated[
    list[str] | None,
    typer.Option("--assets", metavar="FILE", help="An inventory of assets: CSV or NDJSON. May be given again."),
]
ZoneFilesOption = Annotated[
    list[str] | None, typer.Option("--zones", metavar="FILE", help="Zones: TOML or JSON. May be given again.")
]
VerdictFilesOption = Annotated[
    list[str] | None, typer.Option("--verdicts", metavar="FILE", help="Verdicts: NDJSON. May be given again.")
]
MaintenanceFilesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--maintenance", metavar="FILE", help="Maintenance windows: TOML (docs/maintenance.md). May be given again."
    ),
]
_MOMENT = "ISO 8601, seconds since 1970, or a length after the first flow (7d)"
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="TIME",
        help=f"Only flows that ended then or later: {_MOMENT}. What is said of zones, assets and alerts holds from "
        "before, too.",
    ),
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Only flows that ended before: a time as for --since.")
]
SensorOption = Annotated[
    str | None,
    typer.Option("--sensor", metavar="NAME", help="The sensor that saw the flows."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for scripts.")]
SiteOption = Annotated[
    str | None, typer.Option("--site", metavar="NAME", help="Only this site.", autocompletion=complete_site)
]


def _one_place(ctx: typer.Context, value: object) -> object:
    """Raises UserError where both a folder and Kafka are asked: whichever option comes second sees the first."""
    if value:
        given = ctx.obj if isinstance(ctx.obj, set) else set[str]()
        ctx.obj = given | {"kafka" if value is True else "state"}
        if len(ctx.obj) > 1:
            from weir.errors import UserError

            msg = "--state names a folder, and --kafka asks the topics: give one of them"
            raise UserError(msg)
    return value


KafkaOption = Annotated[
    bool,
    typer.Option(
        "--kafka",
        help="Ask the topics of [kafka] instead of the embedded state of `weir run`.",
        callback=_one_place,
    ),
]
StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="DIR",
        help="The state folder of `weir run` or of `weir replay --state-out` (default: [embedded] state_dir).",
        callback=_one_place,
    ),
]
