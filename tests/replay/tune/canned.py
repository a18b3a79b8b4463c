"""A stage whose replays are known: the search is tried without traffic."""

from collections.abc import Callable, Mapping, Sequence

from models.settings import CoreSettings
from replay.run import Progress, ReplayInputs
from replay.simulate.truth import TruthItem
from replay.tune.front import Trial
from replay.tune.labels import Labels, truth_between
from replay.tune.parameters import Choice
from replay.tune.trials import Revisions, Stage
from replay.tune.tuning import Plan, Search, Tuning
from tests.replay.tune.made import BEGIN, END, found, raised, trial

TRUTH = truth_between((), "s", BEGIN, END)
PLANTED = truth_between(
    [
        TruthItem(
            name=name, kind="scan", expected="alert", initiator_ip="10.0.0.1", responder_ips=(), service=None,
            start=BEGIN, end=END, description=name,
        )
        for name in ("a", "b", "c")
    ],
    "s", BEGIN, END,
)  # fmt: skip
ATTACKS = [found("a", 1, "new-asset"), found("b", 3, "new-asset"), found("c", 8, "scan")]


def _settings(_: str) -> CoreSettings:
    return CoreSettings(alerts_a_day=3)


class Canned(Stage, frozen=True, kw_only=True):
    """`made` gives the trial of a choice; `stops_after` so many replays a person stops it (None: never)."""

    made: Callable[[Choice], Trial]
    stops_after: int | None = None
    asked: list[Choice]

    def replayed(
        self,
        choices: Sequence[Choice],
        done: Callable[[Choice, Revisions, Revisions], None],
        progressed: Callable[[str, Progress], None] = lambda *_: None,  # noqa: ARG002 - as a stage has it
    ) -> None:
        # The last one ends first, as may be where several run at once.
        for choice in reversed(choices):
            if self.stops_after is not None and len(self.asked) >= self.stops_after:
                raise KeyboardInterrupt
            self.asked.append(choice)
            done(choice, (), ())

    def trial(self, choice: Choice, own: Revisions, copy: Revisions, labels: Labels) -> Trial:  # noqa: ARG002 - as above
        return self.made(choice)


def quiet_plant(choice: Choice) -> Trial:
    """Lists each second day, two new devices, one drift; a level above high loses the attacks on new devices."""
    least: Mapping[str, str] = {value.name: value.value for value in choice}
    lists = [] if least.get("first-look") else [raised("first-look", day) for day in (1, 3, 5, 7, 9)]
    devices = [] if least.get("new-asset") else [raised("new-asset", day, 45) for day in (2, 6)]
    attacks = ATTACKS[2:] if least.get("new-asset") == "critical" else ATTACKS
    missed = ("a", "b") if len(attacks) == 1 else ()
    drifts = [] if least.get("drift") else [raised("drift", 4, 30)]
    return trial(choice, [*lists, *devices, *drifts], attacks, *missed)


def searched(
    made: Callable[[Choice], Trial] = quiet_plant,
    *,
    stops_after: int | None = None,
    budget: float = 3.0,
    trials: int = 40,
) -> tuple[Tuning, list[Choice]]:
    """A search over such a plant, and which choices were replayed, in order."""
    asked: list[Choice] = []
    stage = Canned(
        inputs=ReplayInputs(paths=(), site="s"), planted=None, settings_for=_settings, begin=BEGIN, end=END,
        processes=1, made=made, stops_after=stops_after, asked=asked,
    )  # fmt: skip
    labels = Labels(source="planted", truth=TRUTH, planted=PLANTED)
    search = Search(stage, lambda _: labels, Plan(budget=budget, trials=trials, seed=1))
    return search.tuned({"silence": "rows would have to be taken out of the traffic"}), asked
