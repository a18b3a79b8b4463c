"""What `weir replay` replays: files, several sites at once, or topics."""

from replay.run import ReplayInputs, replay
from replay.summary import ReplaySummary
from streams.stores.sqlite_schema import StoreError
from weir.admin.replay_times import Times
from weir.errors import UserError, told
from weir.settings.sections import Settings
from weir.views.replay_outputs import ReplayOutputs


def replayed(  # noqa: PLR0913 - what the command was given
    inputs: ReplayInputs,
    settings: Settings,
    times: Times,
    outputs: ReplayOutputs,
    *,
    partial: bool,
    by_site: bool,
    jobs: int | None,
) -> ReplaySummary:
    """Replay what the paths mean. Raises UserError for what cannot be read, or does not go together."""
    topics = any(path.startswith("kafka://") for path in inputs.paths)
    if by_site and (topics or "-" in inputs.paths):
        msg = "--by-site is for files and folders: topics hold all sites already, and standard input is one"
        raise UserError(msg)
    if topics:
        from weir.admin.replay_kafka import replay_topics

        return replay_topics(inputs, settings, times, outputs, partial=partial)
    with told(ValueError, OSError, StoreError):
        if by_site:
            from weir.admin.sites_replayed import replay_by_site

            return replay_by_site(inputs, settings, times, outputs, jobs=jobs)
        return replay(inputs, settings.settings_for, outputs, learn_until=times.learning, span=times.span)
