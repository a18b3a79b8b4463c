"""All checks of `weir doctor` in turn, and what they found."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from streams.checkup import CheckLine, Diagnosis, ok, run, warn, within
from streams.outputs.reach.checkup import look_at
from streams.outputs.settings import OutputSettings
from streams.own_certificate import look_at_own
from weir.admin import installed
from weir.settings.sections import Settings
from weir.wiring.outputs import outputs_of, standings_of

CHECK_WITHIN_S = 25.0
"""Longer than the ten seconds in which a Kafka client looks for a broker, twice."""

OUTPUT_WITHIN_S = 10.0
"""For each output: a connection gets five, and a name server as long."""


def check_lines(settings: Settings, *, kafka: bool) -> Iterator[CheckLine]:
    """A line a check, as each ends.

    What is installed, then the state folder, or with `kafka` the brokers, then each output and our own certificates.
    """
    yield from run(installed.CHECKS, installed.Installed(), within_s=CHECK_WITHIN_S)
    outputs = dict(settings.outputs) if kafka else outputs_of(settings)
    if kafka:
        from streams.kafka.admin.checkup import CHECKS
        from streams.kafka.admin.checkup_view import KafkaView

        view = KafkaView(settings.kafka, settings_for=settings.settings_for)
        yield from run(CHECKS, view, within_s=CHECK_WITHIN_S)
        within(CHECK_WITHIN_S, view.close)
        if outputs:
            waits = {"outputs": partial(_waiting, settings)}
            yield from run(waits, tuple(outputs), within_s=CHECK_WITHIN_S)
    else:
        from streams.embedded import checkup

        folder = checkup.EmbeddedView(
            Path(settings.embedded.state_dir),
            outputs=tuple(outputs),
            sources=[source.path for source in settings.sources()],
            receive_buffer=settings.netflow.receive_buffer,
        )
        yield from run(checkup.CHECKS, folder, within_s=CHECK_WITHIN_S)
    yield from _reachable(outputs)
    yield from _own_certificates(settings, kafka=kafka)


def _reachable(outputs: Mapping[str, OutputSettings]) -> Iterator[CheckLine]:
    """A line an output. None of them keeps another from being looked at."""
    for name, one in outputs.items():
        check: dict[str, Callable[[OutputSettings], Diagnosis]] = {f"output {name}": look_at}
        yield from run(check, one, within_s=OUTPUT_WITHIN_S)


def _own_certificates(settings: Settings, *, kafka: bool) -> Iterator[CheckLine]:
    """A line for each that we show to others; that of an output is told with the output."""
    shown = {
        "kafka-tls": settings.kafka.ssl_certificate_file if kafka else None,
        "listener-tls": settings.listener.cert_file,
    }
    for name, path in shown.items():
        if path is not None:
            yield from run({name: look_at_own}, Path(path), within_s=CHECK_WITHIN_S)


def _waiting(settings: Settings, names: tuple[str, ...]) -> Diagnosis:
    """What waits on Kafka for each output. It reads what waits, which takes its time where that is much."""
    standings = standings_of(settings, names, kafka=True)
    late = [f"{one.waiting:,} alerts wait for {one.name}" for one in standings if one.waiting]
    never = [one.name for one in standings if one.waiting is None]
    if late or never:
        said = "; ".join([*late, *(f"{name} never ran" for name in never)])
        return warn(said, "see whether `weir forward` runs; its log says why an output takes nothing")
    return ok(f"{len(names)}, and no alert waits")
