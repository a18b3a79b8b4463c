"""The search itself: the settings as they are, each value alone, several at once, and what speaks for the best.

Trials are told in the order in which they were chosen, whichever process was faster: the same input and seed give the
same result with any number of processes.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from replay.run import Progress
from replay.tune.evidence import Check, Evidence, NotProposed, checked, too_little, weighed
from replay.tune.folds import Fold, folds
from replay.tune.front import Trial, best, front, lost
from replay.tune.judging import Figures
from replay.tune.labels import Labels
from replay.tune.parameters import A_DAY, Choice, Value, space
from replay.tune.search import sampled, screened
from replay.tune.trials import Revisions, Stage


class Tried(Struct, frozen=True, kw_only=True):
    """A trial in numbers; `lost`: attacks that the settings as they are find, and this does not or later."""

    choice: Choice
    figures: Figures
    lost: tuple[str, ...]


class Tuning(Struct, frozen=True, kw_only=True):
    """What a search came to. Times are seconds UTC; `budget` is in alerts a day.

    `before` are the figures of the settings as they are, `after` those of what is proposed. `trials` come in the order
    in which they were chosen, `front` by false alerts. `stopped`: a person ended the search, and nothing is proposed.
    """

    budget: float
    begin: float
    end: float
    labels: Labels
    left_out: dict[str, str]
    missed: tuple[str, ...]
    trials: tuple[Tried, ...]
    front: tuple[Tried, ...]
    before: Figures
    after: Figures
    proposed: tuple[Evidence, ...]
    not_proposed: tuple[NotProposed, ...]
    checks: tuple[Check, ...]
    conclusions: tuple[str, ...]
    stopped: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    """What is searched for: at most `budget` alerts a day, by so many trials, drawn by a seed."""

    budget: float
    trials: int
    seed: int


class Search:
    """Runs one. `labelled` makes labels of the revisions that the settings as they are raise."""

    def __init__(
        self,
        stage: Stage,
        labelled: Callable[[Revisions], Labels],
        plan: Plan,
        progressed: Callable[[int, int, Progress | None], None] = lambda *_: None,
    ) -> None:
        """`progressed` is told how many trials are done, of how many, and how far one of them is."""
        self._stage, self._labelled = stage, labelled
        self._budget, self._most, self._seed = plan.budget, plan.trials, plan.seed
        self._progressed = progressed
        self._done: dict[Choice, Trial] = {}
        self._labels: Labels | None = None
        self.stopped = False

    def tuned(self, left_out: Mapping[str, str]) -> Tuning:
        """Search, and weigh the best. Raises KeyboardInterrupt where it is stopped before the first trial's end."""
        self._replay([()])
        if not self._done:
            raise KeyboardInterrupt
        before = self._done[()]
        core = self._stage.settings_for(self._labels.truth.site if self._labels else "")
        ranges = space(before.judged.false, core, before.figures.days)
        refused = too_little(ranges, before.judged)
        out = {(each.value.name, each.value.value) for each in refused}
        open_ranges = {
            name: kept for name, values in ranges.items() if (kept := [one for one in values if (name, one) not in out])
        }
        weights = Counter(one.kind for one in before.judged.false)
        self._replay(screened(open_ranges, weights, self._most - 1))
        harmless = [
            choice[0]
            for choice, trial in self._done.items()
            if len(choice) == 1 and not self._lost(trial) and trial.figures.false < before.figures.false
        ]
        self._replay(sampled(harmless, self._left, seed=self._seed))
        allowed = {Value(name, value) for name, values in open_ranges.items() for value in values}
        self._explore([Value(name, value) for name, values in sorted(ranges.items()) for value in values])
        splits = folds(self._stage.begin, self._stage.end)
        was = {each.kind: each.level for each in core.least} | {A_DAY: str(core.alerts_a_day or 0)}
        tried = [trial for choice, trial in self._done.items() if allowed.issuperset(choice)]
        proposed, more, final = self._weighed(tried, splits, was) if splits else ([], [], before)
        lossy = [
            NotProposed(choice[0], "it would lose " + ", ".join(self._lost(trial)))
            for choice, trial in self._done.items()
            if len(choice) == 1 and allowed.issuperset(choice) and self._lost(trial)
        ]
        trials = list(self._done.values())
        checks = checked(tried, splits, budget=self._budget)
        return Tuning(
            budget=self._budget,
            begin=self._stage.begin,
            end=self._stage.end,
            labels=self._known,
            left_out=dict(left_out),
            missed=tuple(sorted(before.judged.missed)),
            trials=tuple(self._told(trial) for trial in trials),
            front=tuple(self._told(trial) for trial in front(trials)),
            before=before.figures,
            after=final.figures,
            proposed=tuple(proposed),
            not_proposed=(*refused, *lossy, *more),
            checks=tuple(checks),
            conclusions=tuple(self._concluded(before, final, proposed, checks)),
            stopped=self.stopped,
        )

    @property
    def _left(self) -> int:
        return max(0, self._most - len(self._done))

    def _explore(self, values: Sequence[Value]) -> None:
        """Spend what is left on values that are not proposed, too: the front shows what they would cost."""
        self._replay([(value,) for value in values if (value,) not in self._done][: self._left])
        self._replay(
            [choice for choice in sampled(values, self._most, seed=self._seed) if choice not in self._done][
                : self._left
            ]
        )

    @property
    def _known(self) -> Labels:
        if self._labels is None:
            raise KeyboardInterrupt
        return self._labels

    def _told(self, trial: Trial) -> Tried:
        return Tried(choice=trial.choice, figures=trial.figures, lost=self._lost(trial))

    def _lost(self, trial: Trial) -> tuple[str, ...]:
        return lost(trial.judged, self._done[()].judged, self._stage.begin, self._stage.end)

    def _replay(self, choices: Sequence[Choice]) -> None:
        """Replay those that were not yet; a person may stop it, and what is done by then stays."""
        wanted = [choice for choice in dict.fromkeys(choices) if choice not in self._done]
        if self.stopped or not wanted:
            return
        ended: dict[Choice, Trial] = {}
        before = len(self._done)
        of = max(self._most, before + len(wanted))

        def done(choice: Choice, own: Revisions, copy: Revisions) -> None:
            if self._labels is None:
                self._labels = self._labelled(own)
            ended[choice] = self._stage.trial(choice, own, copy, self._labels)
            self._progressed(before + len(ended), of, None)

        try:
            self._stage.replayed(wanted, done, lambda _, far: self._progressed(before + len(ended), of, far))
        except KeyboardInterrupt:
            self.stopped = True
        self._done |= {choice: ended[choice] for choice in wanted if choice in ended}

    def _weighed(
        self, tried: Sequence[Trial], splits: Sequence[Fold], was: Mapping[str, str]
    ) -> tuple[list[Evidence], list[NotProposed], Trial]:
        """The best trial's values that the data speak for; those they do not speak for are taken out in turn."""
        stage = self._stage
        chosen = best(tried, stage.begin, stage.end, budget=self._budget)
        refused: list[NotProposed] = []
        while True:
            less = {value: tuple(one for one in chosen.choice if one != value) for value in chosen.choice}
            self._replay(list(less.values()))
            if self.stopped or any(choice not in self._done for choice in less.values()):
                return [], refused, self._done[()]
            without = {value: self._done[choice] for value, choice in less.items()}
            accepted, more = weighed(chosen, without, splits, was)
            refused += more
            if not more:
                return accepted, refused, chosen
            rest = tuple(each.value for each in accepted)
            self._replay([rest])
            if rest not in self._done:
                return [], refused, self._done[()]
            chosen = self._done[rest]

    def _concluded(
        self, before: Trial, after: Trial, proposed: Sequence[Evidence], checks: Sequence[Check]
    ) -> list[str]:
        """What the data allow to say, and what not."""
        said: list[str] = []
        days = before.figures.days
        if self.stopped:
            said.append("The search was stopped: these are the trials so far, and nothing is proposed.")
        if not checks:
            said.append(
                f"Only {days:.1f} days come after learning: too few to choose on some and check on others. Nothing is "
                "proposed."
            )
        if before.figures.false < 2:
            number = before.figures.false
            said.append(
                f"The settings as they are raise {number or 'no'} false alert{'' if number == 1 else 's'} in "
                f"{days:.1f} days: there is nothing to lower."
            )
        elif not proposed and checks and not self.stopped:
            said.append("No value is proposed: the settings as they are stay.")
        if after.figures.alerts_a_day > self._budget:
            said.append(
                f"With {after.figures.alerts_a_day:.2f} alerts a day it is above the budget of {self._budget:g}: no "
                "choice keeps that without losing attacks. The front shows what it would cost."
            )
        else:
            said.append(f"{after.figures.alerts_a_day:.2f} alerts a day keep the budget of {self._budget:g}.")
        bad = [check for check in checks if check.lost]
        if bad:
            names = ", ".join(sorted({name for check in bad for name in check.lost}))
            said.append(
                f"Of {len(checks)} checks on later days {len(bad)} lost attacks ({names}): choices from so few days "
                "are not safe here, so look at each value before you take it."
            )
        return said
