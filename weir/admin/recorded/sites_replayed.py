"""`weir replay --by-site`: several sites at once, reported as one replay."""

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from replay.by_site import SiteJob, SiteOutcome, replay_sites, sites_of
from replay.joined import joined
from replay.run import ReplayInputs
from replay.summary import ReplaySummary
from weir.admin.recorded.cores import cores
from weir.admin.recorded.replay_times import Times
from weir.errors import Interrupted, UserError
from weir.settings.sections import Settings
from weir.views.recorded.bars import bars
from weir.views.recorded.replay_outputs import ReplayOutputs
from weir.views.terminal import clean, messages


def replay_by_site(
    inputs: ReplayInputs, settings: Settings, times: Times, outputs: ReplayOutputs, *, jobs: int | None
) -> ReplaySummary:
    """Replay each path as a site of its own, at most `jobs` at once (None: one a core), and hand on what came.

    Raises UserError where statements are given for all of them, and Interrupted where a person stops it; OSError and
    ValueError as `replay` does.
    """
    given = {"zones": inputs.zones, "assets": inputs.assets, "verdicts": inputs.verdicts}
    if named := [f"--{name}" for name, files in {**given, "maintenance": inputs.maintenance}.items() if files]:
        msg = (
            f"{', '.join(named)} with --by-site: put zones.toml, assets.csv, verdicts.ndjson and maintenance.toml of "
            "each site into its folder, where they are found"
        )
        raise UserError(msg)
    sites = sites_of(inputs.paths, inputs)
    work = [
        SiteJob(one.site, one, settings.settings_for, times.learning, times.span, outputs.keeps_end) for one in sites
    ]
    if outputs.shown:
        _tell_beside(sites)
    with bars([one.name for one in work], shown=outputs.shown) as progressed:
        try:
            found = replay_sites(work, processes=jobs or cores(), progressed=progressed)
        except KeyboardInterrupt as error:
            msg = "stopped before the end: nothing was written"
            raise Interrupted(msg) from error
        except BrokenProcessPool as error:
            msg = "the replay of a site was ended from outside, perhaps since memory was short; nothing was written"
            raise UserError(msg) from error
    for one in found:
        _hand_on(one, outputs)
    return joined([one.summary for one in found])


def _hand_on(outcome: SiteOutcome, outputs: ReplayOutputs) -> None:
    outputs.skipped(outcome.summary.skipped)
    outputs.alerts(outcome.alerts)
    outputs.dead_letters(outcome.dead_letters)
    outputs.paths(outcome.paths)
    outputs.records(outcome.records)


def _tell_beside(sites: list[ReplayInputs]) -> None:
    """What is taken of each site's folder, since nobody named it."""
    for one in sites:
        beside = [Path(name).name for name in (*one.zones, *one.assets, *one.maintenance, *one.verdicts)]
        said = f"{clean(one.site)}: {one.paths[0]}{' with ' if beside else ''}{', '.join(beside)}"
        messages().print(said, markup=False, soft_wrap=True)
