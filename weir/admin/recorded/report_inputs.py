"""What a report is made from: a replay that has just ended, or a state that a run or a replay has kept."""

import platform
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from replay.end_state import EndState
from replay.report.data import ChangedSetting, Origin, ReadRows
from replay.report.gather import Stored
from replay.summary import ReplaySummary, Warned
from schemas.asset_change import AssetChange
from weir.admin.reader import open_reader, readable
from weir.errors import told
from weir.settings.sections import Settings, read_settings
from weir.settings.shown import shown_settings, toml_value
from weir.settings.source import raise_it
from weir.version import installed_version

WHERE_IT_GOES = ("--report", "--alerts", "-o", "--dead-letters", "--state-out", "--fail-on")
"""Options with a value that say where something is written, or how the command ends: the report is the same without."""


_PASSWORD = re.compile(r"(\w+://)[^/@\s]+@")
"""Who logs in where, as an address may have it."""


def origin(settings_file: Path | None, arguments: Sequence[str] | None = None) -> Origin:
    """What made the report: this command line (None: the process's), these versions, the settings that are changed."""
    from models.state.river_codec import RIVER_VERSION
    from schemas.state import STATE_VERSION

    shown = shown_settings(*read_settings(settings_file, None, raise_it))
    return Origin(
        command=command(sys.argv[1:] if arguments is None else arguments),
        weir=installed_version(),
        state_version=STATE_VERSION,
        river=RIVER_VERSION,
        python=platform.python_version(),
        settings=tuple(
            ChangedSetting(section=each.section, key=each.key, value=toml_value(each.value), place=each.place)
            for each in shown
            if each.origin != "default"
        ),
    )


def command(arguments: Sequence[str]) -> str:
    """The command that makes the same again, with `report.html` for wherever this one was written."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        name = argument.partition("=")[0]
        if skip:
            skip = False
        elif name in WHERE_IT_GOES:
            skip = "=" not in argument
        elif argument not in {"--json", "--quiet", "-q"} and not (arguments[0] == "report" and _is_document(argument)):
            kept.append(_PASSWORD.sub(r"\1***@", argument))
    if kept[:1] == ["report"]:
        kept.insert(1, "report.html")
    else:
        kept += ["--report", "report.html"]
    return " ".join(("weir", *map(shlex.quote, kept)))


def _is_document(argument: str) -> bool:
    return argument.lower().endswith((".html", ".htm", ".json", ".pdf"))


def of_state(settings: Settings, *, kafka: bool) -> Stored:
    """What a state holds now. Raises UserError where it can't be read."""
    from streams.read_model.dead_letters import LettersWanted, embedded_letters, kafka_letters

    reader = open_reader(settings, kafka=kafka)
    letters = kafka_letters(settings.kafka) if kafka else embedded_letters(Path(settings.embedded.state_dir))
    with readable():
        kept, _ = letters.wanted(LettersWanted())
    return Stored(records=reader.records(), alerts=reader.latest_alerts(), letters=[each.letter for each in kept])


def of_replay(end: EndState, begins_with: Path | None, announced: Sequence[AssetChange]) -> Stored:
    """What a replay ended with; `begins_with` is the state that it went on from, None where it began with nothing.

    `announced` are its statements of maintenance.
    """
    from streams.stores.sqlite_schema import StoreError

    checkpoint = end.checkpoint()
    if begins_with is None:
        before = Stored(records=(), alerts=(), letters=())
    else:
        with told(StoreError):
            before = _kept_in(begins_with)
    records = {each.key: each for each in (*before.records, *checkpoint.records)}
    alerts = {(each.site, each.id): each for each in (*before.alerts, *checkpoint.alerts)}
    return Stored(
        records=list(records.values()),
        alerts=list(alerts.values()),
        letters=[*before.letters, *checkpoint.dead_letters],
        announced=announced,
    )


def read_rows(summary: ReplaySummary, warnings: Sequence[Warned]) -> ReadRows:
    """What a replay has read."""
    return ReadRows(
        rows=summary.rows,
        flows=summary.flows,
        others=summary.others,
        repeats=summary.repeats,
        refused=summary.dead_letters,
        other_logs=summary.notes.rows,
        refused_crossings=summary.refused_crossings,
        left_out=tuple(f"{one.path}: {one.reason}" for one in summary.skipped),
        warnings=tuple(one.text for one in warnings if one.about != "left-out"),
    )


def _kept_in(folder: Path) -> Stored:
    from weir.settings.sections import load_settings

    return of_state(load_settings(None, state_dir=folder), kafka=False)
