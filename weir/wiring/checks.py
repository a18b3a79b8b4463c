"""All checks of `weir doctor` in turn, and what they found."""

from collections.abc import Iterator
from pathlib import Path

from streams.checkup import CheckLine, run, within
from weir.admin import installed
from weir.settings.sections import Settings

CHECK_WITHIN_S = 25.0
"""Longer than the ten seconds in which a Kafka client looks for a broker, twice."""


def check_lines(settings: Settings, *, kafka: bool) -> Iterator[CheckLine]:
    """A line a check, as each ends: what is installed, then the state folder, or with `kafka` the brokers."""
    yield from run(installed.CHECKS, installed.Installed(), within_s=CHECK_WITHIN_S)
    if kafka:
        from streams.kafka.admin.checkup import CHECKS
        from streams.kafka.admin.checkup_view import KafkaView

        view = KafkaView(settings.kafka, settings_for=settings.settings_for)
        yield from run(CHECKS, view, within_s=CHECK_WITHIN_S)
        within(CHECK_WITHIN_S, view.close)
    else:
        from streams.embedded import checkup
        from weir.wiring.outputs import outputs_of

        folder = checkup.EmbeddedView(
            Path(settings.embedded.state_dir),
            outputs=tuple(outputs_of(settings)),
            sources=[source.path for source in settings.sources()],
        )
        yield from run(checkup.CHECKS, folder, within_s=CHECK_WITHIN_S)
