"""Prepares a search for settings: cuts the traffic, learns the first part, plants attacks, and runs it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from models.pipeline import Pipeline
from replay.end_state import EndState
from replay.run import Progress, ReplayInputs, ReplayOutput, replay
from replay.simulate.truth import Truth, TruthItem
from replay.summary import SiteSummary
from replay.tune.cut import Cut, cut
from replay.tune.grafting.cast import Cast
from replay.tune.grafting.planting import Where, grafted
from replay.tune.labels import Labels, of_words, truth_between
from replay.tune.parameters import Choice, Chosen
from replay.tune.trials import LearntUntil, Stage
from replay.tune.tuning import Plan, Search, Tuning
from schemas.alert import Alert
from schemas.codec import encode_lines
from streams.sources.files.change_files import read_verdicts
from streams.stores.sqlite_schema import StoreError
from weir.admin.recorded.replayed_state import StateOut, check_free
from weir.errors import Interrupted, UserError, told
from weir.settings.sections import Settings
from weir.times import parse_moment
from weir.views.recorded.tune_progress import Shown


class Wanted(Struct, frozen=True, kw_only=True):
    """What a person asked for. `truth` and `verdicts` are files; without a truth attacks are planted."""

    inputs: ReplayInputs
    settings: Settings
    learn_until: str | None
    truth: Path | None
    verdicts: Path | None
    plan: Plan
    processes: int
    state_out: Path | None


def tuned(wanted: Wanted, shown: Shown) -> Tuning:
    """Search. Raises UserError for what cannot be read or judged, and Interrupted where it is stopped too early."""
    if wanted.state_out is not None:
        check_free(wanted.state_out)
    with TemporaryDirectory(prefix="weir-tune-") as name, told(ValueError, OSError, StoreError), _stopping():
        folder = Path(name)
        parts = cut(wanted.inputs, _moment(wanted), folder, partial(shown.reading, "reading"))
        preparation = _Preparation(wanted, parts, folder, shown)
        preparation.warm()
        search = Search(preparation.stage(), preparation.labelled, wanted.plan, shown.trials)
        tuning = search.tuned(preparation.left_out)
        if wanted.state_out is not None and not tuning.stopped:
            preparation.leave(wanted.state_out, tuple(each.value for each in tuning.proposed))
        return tuning


@contextmanager
def _stopping() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as error:
        msg = "stopped before the first trial had ended: nothing is known yet, and nothing was changed"
        raise Interrupted(msg) from error
    except BrokenProcessPool as error:
        msg = "a trial was ended from outside, perhaps since memory was short; try fewer with --jobs 1"
        raise UserError(msg) from error


def _moment(wanted: Wanted) -> Callable[[float], float]:
    """Up to when all is learnt, given the first flow's time."""
    if wanted.learn_until is not None:
        return partial(parse_moment, wanted.learn_until)
    set_until = wanted.settings.core(wanted.inputs.site).learn_until
    if set_until is not None:
        return LearntUntil(set_until)
    msg = "say until when all is learnt: --learn-until 14d, or learn_until in the settings; what comes after is judged"
    raise UserError(msg)


class _Gathers(ReplayOutput):
    """What a state folder needs, and how far it is."""

    def __init__(self, end: EndState | None, progressed: Callable[[Progress], None]) -> None:
        self._end, self._progressed = end, progressed

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """As they come."""
        if self._end is not None:
            self._end.add_alerts(alerts)

    def progress(self, progress: Progress) -> None:
        """Now and then."""
        self._progressed(progress)

    def ended(self, pipelines: Mapping[str, Pipeline]) -> None:
        """All that is known."""
        if self._end is not None:
            self._end.add_pipelines(pipelines)


class _Preparation:
    """The learnt state, what is planted, and what makes labels. `folder` is taken away at the end."""

    def __init__(self, wanted: Wanted, parts: Cut, folder: Path, shown: Shown) -> None:
        self._wanted, self._parts, self._shown = wanted, parts, shown
        self._state, self._planted = folder / "warm", folder / "planted.ndjson"
        self._items: tuple[TruthItem, ...] = ()
        self.left_out: dict[str, str] = {}

    def warm(self) -> None:
        """Learn the first part, leave its state, and plant where there is no truth."""
        wanted, parts = self._wanted, self._parts
        inputs = msgspec.structs.replace(
            wanted.inputs, paths=(str(parts.learnt),), file_format="weir", verdicts=(), state=None
        )
        state = StateOut(self._state)
        output = _Gathers(state.end, partial(self._shown.reading, "learning"))
        until = LearntUntil(parts.learn_until)
        summary = replay(inputs, wanted.settings.settings_for, output, learn_until=until)
        state.write(unless=summary.why_nothing())
        if wanted.truth is None:
            self._plant([site for site in summary.sites if site.site == parts.site])

    def _plant(self, sites: Sequence[SiteSummary]) -> None:
        wanted, parts = self._wanted, self._parts
        cast = Cast((one for site in sites for one in site.assets), (one for site in sites for one in site.paths))
        where = Where(
            begin=parts.learn_until,
            end=parts.end,
            site=parts.site,
            sensor=parts.sensor,
            time_zone=wanted.settings.core(parts.site).time_zone,
        )
        planting = grafted(cast, where, seed=wanted.plan.seed)
        self._planted.write_bytes(encode_lines(planting.flows))
        self._items, self.left_out = planting.items, planting.left_out

    def stage(self) -> Stage:
        """What all trials have in common."""
        return Stage(
            inputs=self._inputs(planted=False),
            planted=self._inputs(planted=True) if self._items else None,
            settings_for=self._wanted.settings.settings_for,
            begin=self._parts.learn_until,
            end=self._parts.end,
            processes=self._wanted.processes,
        )

    def _inputs(self, *, planted: bool) -> ReplayInputs:
        # Zones, assets and announced work stand in the state.
        paths = (str(self._parts.judged), *((str(self._planted),) if planted else ()))
        return msgspec.structs.replace(
            self._wanted.inputs, paths=paths, file_format="weir", assets=(), zones=(), maintenance=(), verdicts=(),
            state=str(self._state),
        )  # fmt: skip

    def labelled(self, revisions: tuple[Alert, ...]) -> Labels:
        """The labels, given what the settings as they are raise."""
        wanted, parts = self._wanted, self._parts
        between = partial(truth_between, site=parts.site, begin=parts.learn_until, end=parts.end, seed=wanted.plan.seed)
        if wanted.truth is not None:
            return Labels(source="truth", truth=between(_truth(wanted.truth).items))
        planted = between(self._items) if self._items else None
        if wanted.verdicts is None:
            return Labels(source="planted", truth=between(()), planted=planted)
        items, said, unsaid = of_words(read_verdicts(wanted.verdicts, parts.site), revisions)
        return Labels(source="verdicts", truth=between(items), planted=planted, words=said, unsaid=unsaid)

    def leave(self, folder: Path, choice: Choice) -> None:
        """The state after all of the traffic, without what was planted, by the proposed settings."""
        kept = StateOut(folder, begins_with=self._state)
        output = _Gathers(kept.end, partial(self._shown.reading, "leaving a state"))
        chosen = Chosen(self._wanted.settings.settings_for, choice)
        until = LearntUntil(self._parts.learn_until)
        summary = replay(self._inputs(planted=False), chosen, output, learn_until=until)
        kept.write(unless=summary.why_nothing())


def _truth(path: Path) -> Truth:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Truth)
    except msgspec.DecodeError as error:
        msg = f"{path}: no truth as docs/evaluate.md describes it ({error})"
        raise UserError(msg) from error
