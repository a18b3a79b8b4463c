"""Several sites at once, a process each: as if each were replayed alone, one after the other.

Sites share nothing, neither assets nor a clock, so what comes of each does not depend on who runs beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from models.pipeline import Pipeline
from replay.given.span import Span
from replay.processes import Line, in_processes
from replay.run import Progress, ReplayInputs, SettingsFor, replay
from replay.summary import ReplaySummary
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.path import PathRecord
from schemas.state import StateRecord, valid_site

ZONES, ASSETS, VERDICTS, MAINTENANCE = "zones.toml", "assets.csv", "verdicts.ndjson", "maintenance.toml"
"""Files beside the logs of a site that say what is said of it; `weir simulate` writes all but the verdicts."""


class SiteJob(Struct, frozen=True):
    """One site's replay. It is sent to a process, so what is called must be picklable.

    `keeps_end`: what the replay ends with is wanted too.
    """

    name: str
    inputs: ReplayInputs
    settings_for: SettingsFor
    learn_until: Callable[[float], float] | None = None
    span: Callable[[float], Span] | None = None
    keeps_end: bool = False


class SiteOutcome(Struct):
    """What one site's replay came to: all revisions of alerts, dead letters and paths as they came.

    `records` are those of its state at the end. Paths and records are empty where nobody keeps them.
    """

    summary: ReplaySummary
    alerts: list[Alert]
    dead_letters: list[DeadLetter]
    paths: list[PathRecord]
    records: list[StateRecord]


def sites_of(paths: Sequence[str], common: ReplayInputs) -> list[ReplayInputs]:
    """The inputs of each site: a path each, `NAME=PATH` or named like its folder, or like its file without endings.

    Of a folder `ZONES`, `ASSETS`, `VERDICTS` and `MAINTENANCE` are taken as what is said of its site, where they are
    there; all else is that of `common`. Raises ValueError for a name that is none, or is given twice.
    """
    found: dict[str, ReplayInputs] = {}
    for given in paths:
        name, _, path = given.rpartition("=") if not Path(given).exists() else ("", "", given)
        site = name or Path(path).resolve().name.partition(".")[0]
        if not valid_site(site):
            msg = f"{site!r} is no name for a site: name it, like north={path}"
            raise ValueError(msg)
        if site in found:
            msg = f"two sites are called {site!r}: name one of them otherwise, like {site}-2={path}"
            raise ValueError(msg)
        found[site] = _inputs(site, path, common)
    return list(found.values())


def _inputs(site: str, path: str, common: ReplayInputs) -> ReplayInputs:
    def beside(name: str) -> tuple[str, ...]:
        said = Path(path) / name
        return (str(said),) if said.is_file() else ()

    return ReplayInputs(
        paths=(path,),
        file_format=common.file_format,
        site=site,
        sensor=common.sensor,
        assets=beside(ASSETS),
        zones=beside(ZONES),
        verdicts=beside(VERDICTS),
        maintenance=beside(MAINTENANCE),
        strict=common.strict,
        state=common.state,
        own_state=True,
    )


def replay_sites(
    jobs: Sequence[SiteJob],
    *,
    processes: int,
    progressed: Callable[[str, Progress], None] = lambda *_: None,
) -> list[SiteOutcome]:
    """What each site came to, in the order of the jobs; at most so many processes at once.

    Raises as `replay` does, and `BrokenProcessPool` where a process was killed; the others stop.
    """
    return in_processes(_run, jobs, processes=processes, progressed=progressed)


def _run(job: SiteJob) -> SiteOutcome:
    line = _Gathering(job.name, keeps_end=job.keeps_end)
    summary = replay(job.inputs, job.settings_for, line, learn_until=job.learn_until, span=job.span)
    said = {*job.inputs.zones, *job.inputs.assets, *job.inputs.verdicts, *job.inputs.maintenance}
    summary.skipped = [one for one in summary.skipped if str(one.path) not in said]
    return SiteOutcome(summary, line.revisions, line.letters, line.told_paths, line.records)


class _Gathering(Line):
    """Keeps what comes, to be handed over whole."""

    def __init__(self, name: str, *, keeps_end: bool) -> None:
        super().__init__(name)
        self._keeps_end = keeps_end
        self.revisions: list[Alert] = []
        self.letters: list[DeadLetter] = []
        self.told_paths: list[PathRecord] = []
        self.records: list[StateRecord] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """As they come."""
        self.revisions += alerts

    def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        """As they come."""
        self.letters += letters

    def paths(self, paths: Sequence[PathRecord]) -> None:
        """As they come."""
        if self._keeps_end:
            self.told_paths += paths

    def ended(self, pipelines: Mapping[str, Pipeline]) -> None:
        """What they know."""
        if self._keeps_end:
            for site in sorted(pipelines):
                self.records += pipelines[site].changed_records()
