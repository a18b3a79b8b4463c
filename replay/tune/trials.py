"""Replays of the judged days with choices, several at once, each from the same warm state."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from replay.run import Progress, ReplayInputs
from replay.side_by_side import Job, Outcome, side_by_side
from replay.tune.front import Trial
from replay.tune.judging import figures, judge
from replay.tune.labels import Labels
from replay.tune.parameters import Choice, Chosen, SettingsFor
from schemas.alert import Alert


class LearntUntil(Struct, frozen=True):
    """The end of learning, whatever the first flow. A record, since it is sent to a process."""

    moment: float

    def __call__(self, _: float) -> float:
        """Seconds UTC."""
        return self.moment


class Stage(Struct, frozen=True, kw_only=True):
    """What all trials have in common: the judged traffic and the warm state in `inputs`, and between which times."""

    inputs: ReplayInputs
    settings_for: SettingsFor
    begin: float
    end: float
    processes: int

    def replayed(
        self,
        choices: Sequence[Choice],
        done: Callable[[Choice, tuple[Alert, ...]], None],
        progressed: Callable[[str, Progress], None] = lambda *_: None,
    ) -> None:
        """Replay each choice, and hand on the revisions of its alerts as it ends. Raises as `side_by_side` does."""
        named = {str(place): choice for place, choice in enumerate(choices)}
        jobs = [
            Job(name, self.inputs, Chosen(self.settings_for, choice), LearntUntil(self.begin), revisions=True)
            for name, choice in named.items()
        ]

        def finished(outcome: Outcome) -> None:
            done(named[outcome.name], outcome.alerts)

        if jobs:
            side_by_side(jobs, processes=self.processes, progressed=progressed, finished=finished)

    def trial(self, choice: Choice, revisions: Sequence[Alert], labels: Labels) -> Trial:
        """Judge one by its labels."""
        judged = judge(revisions, labels.truth, begin=self.begin, planted=labels.planted)
        return Trial(choice=choice, judged=judged, figures=figures(judged, self.begin, self.end))
