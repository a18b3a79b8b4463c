"""Replays of the judged days with choices, several at once, each from the same warm state.

False alerts are counted in the user's traffic alone, attacks in a copy with what was planted: so that raises no alert
which is taken for the user's, and hides none.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from replay.run import Progress, ReplayInputs
from replay.side_by_side import Job, Outcome, side_by_side
from replay.tune.front import Trial
from replay.tune.judging import figures, judge, with_planted
from replay.tune.labels import Labels
from replay.tune.parameters import Choice, Chosen, SettingsFor
from schemas.alert import Alert

Revisions = tuple[Alert, ...]


class LearntUntil(Struct, frozen=True):
    """The end of learning, whatever the first flow. A record, since it is sent to a process."""

    moment: float

    def __call__(self, _: float) -> float:
        """Seconds UTC."""
        return self.moment


class Stage(Struct, frozen=True, kw_only=True):
    """What all trials have in common: the judged traffic and the warm state in `inputs`, and between which times.

    `planted` are the same inputs with what was planted; None: nothing was.
    """

    inputs: ReplayInputs
    planted: ReplayInputs | None
    settings_for: SettingsFor
    begin: float
    end: float
    processes: int

    def replayed(
        self,
        choices: Sequence[Choice],
        done: Callable[[Choice, Revisions, Revisions], None],
        progressed: Callable[[str, Progress], None] = lambda *_: None,
    ) -> None:
        """Replay each choice, and hand on its alerts' revisions as it ends: the user's, and those of the planted copy.

        Raises as `side_by_side` does.
        """
        both = (self.inputs,) if self.planted is None else (self.inputs, self.planted)
        named = {f"{place} {copy}": (choice, copy) for place, choice in enumerate(choices) for copy in range(len(both))}
        jobs = [
            Job(name, both[copy], Chosen(self.settings_for, choice), LearntUntil(self.begin), revisions=True)
            for name, (choice, copy) in named.items()
        ]
        ended: dict[Choice, dict[int, Revisions]] = {choice: {} for choice in choices}

        def finished(outcome: Outcome) -> None:
            choice, copy = named[outcome.name]
            ended[choice][copy] = outcome.alerts
            if len(ended[choice]) == len(both):
                done(choice, ended[choice][0], ended[choice].get(1, ()))

        if jobs:
            side_by_side(jobs, processes=self.processes, progressed=progressed, finished=finished)

    def trial(self, choice: Choice, own: Revisions, copy: Revisions, labels: Labels) -> Trial:
        """Judge one by its labels."""
        judged = judge(own, labels.truth, begin=self.begin)
        if labels.planted is not None:
            judged = with_planted(judged, judge(copy, labels.planted, begin=self.begin))
        return Trial(choice=choice, judged=judged, figures=figures(judged, self.begin, self.end))
