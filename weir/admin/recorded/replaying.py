"""What `weir replay` replays: files, several sites at once, or topics."""

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from models.state.river_codec import RIVER_VERSION
from replay.end_state import EndState
from replay.run import ReplayInputs, replay
from replay.standing import Resumed
from replay.summary import ReplaySummary
from streams.sources.files.flow_paths import flow_paths
from streams.sources.files.paths import STANDARD_INPUT
from streams.stores.sqlite_schema import StoreError
from weir.admin.recorded.replay_times import Times
from weir.admin.recorded.replayed_state import StateOut
from weir.errors import UserError, told
from weir.settings.sections import Settings
from weir.version import installed_version
from weir.views.recorded.replay_outputs import ReplayOutputs


class Wanted(Struct, frozen=True, kw_only=True):
    """What is replayed, and how; `alerts` and `dead_letters` are files, `-` standard output, None: not written.

    `jobs` so many sites at once; None: one a core. `shown`: a bar of progress is wanted.
    """

    inputs: ReplayInputs
    settings: Settings
    times: Times
    alerts: str | None
    dead_letters: str | None
    partial: bool
    by_site: bool
    jobs: int | None
    shown: bool

    @property
    def topics(self) -> bool:
        """Whether it is in Kafka."""
        return any(path.startswith("kafka://") for path in self.inputs.paths)

    @property
    def can_resume(self) -> bool:
        """Whether it reads files that are there another time, and writes into files."""
        return not (self.by_site or self.topics or "-" in {*self.inputs.paths, self.alerts, self.dead_letters})


def replayed(wanted: Wanted, kept: StateOut, end: EndState | None) -> ReplaySummary:
    """Replay what is wanted, into files and into what `kept` and `end` gather.

    Raises UserError for what cannot be read, or does not go together, and Interrupted where a person stops it.
    """
    resumed, lengths = None, None
    if kept.resume and not wanted.can_resume:
        msg = "--resume goes on with files, into files: not with --by-site, topics, standard input or standard output"
        raise UserError(msg)
    if kept.folder is not None and wanted.can_resume:
        asked = fingerprint(wanted.inputs, wanted.settings, wanted.times)
        kept.begin(asked)
        if kept.resume:
            resumed, lengths = kept.resumed(asked)
    with ReplayOutputs(
        wanted.alerts, wanted.dead_letters, progress=wanted.shown, end=end, keep=kept.keep, resumed=lengths
    ) as outputs:
        return _through(wanted, outputs, resumed)


def _through(wanted: Wanted, outputs: ReplayOutputs, resumed: Resumed | None) -> ReplaySummary:
    inputs, settings, times = wanted.inputs, wanted.settings, wanted.times
    if wanted.by_site and (wanted.topics or "-" in inputs.paths):
        msg = "--by-site is for files and folders: topics hold all sites already, and standard input is one"
        raise UserError(msg)
    if wanted.topics:
        from weir.admin.recorded.replay_kafka import replay_topics

        return replay_topics(inputs, settings, times, outputs, partial=wanted.partial)
    with told(ValueError, OSError, StoreError):
        if wanted.by_site:
            from weir.admin.recorded.sites_replayed import replay_by_site

            return replay_by_site(inputs, settings, times, outputs, jobs=wanted.jobs)
        return replay(
            inputs, settings.settings_for, outputs, learn_until=times.learning, span=times.span, resumed=resumed
        )


def fingerprint(inputs: ReplayInputs, settings: Settings, times: Times) -> str:
    """What tells one replay from another that would come to something else: files, what is said, settings, versions.

    Raises UserError for paths that mean nothing.
    """
    with told(ValueError, OSError):
        files = flow_paths(list(inputs.paths), inputs.file_format)[0]
        said = [*files, *map(Path, (*inputs.assets, *inputs.zones, *inputs.verdicts, *inputs.maintenance))]
        sizes = [(str(path), path.stat().st_size) for path in said if str(path) != STANDARD_INPUT]
    chosen = (settings.site, settings.sites, settings.policy, settings.detectors)
    whole = msgspec.json.encode((inputs, times, sizes, chosen, installed_version(), RIVER_VERSION))
    return hashlib.sha256(whole).hexdigest()
