"""All checks of `weir doctor` in turn, and what they found."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from schemas.overview.sensors import SensorView
from streams.checkup import CheckLine, Diagnosis, fail, ok, run, warn, within
from streams.outputs.reach.checkup import look_at
from streams.outputs.settings import OutputSettings
from streams.own_certificate import look_at_own
from streams.read_model.protocol import ReadError
from weir.admin import installed
from weir.admin.reader import open_reader
from weir.settings.sections import Settings
from weir.wiring.outputs import outputs_of, standings_of

CHECK_WITHIN_S = 25.0
"""Longer than the ten seconds in which a Kafka client looks for a broker, twice."""

SENSORS_WITHIN_S = 20.0
"""How long the state may take to be read for what sensors lack: within `CHECK_WITHIN_S`. A large one on Kafka that
was not asked for long takes longer."""

MOST_SENSORS = 5
"""Named in a line."""

_DENIED = "AuthorizationFailed"
"""In the name of what a Kafka client raises where a right is missing (topics and groups)."""

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
        answers = True
        for line in run(CHECKS, view, within_s=CHECK_WITHIN_S):
            answers = answers and (line.check, line.status) != ("broker", "fail")
            yield line
        within(CHECK_WITHIN_S, view.close)
        if answers:
            yield from run({"sensors": partial(_sensors, kafka=True)}, settings, within_s=CHECK_WITHIN_S)
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
        if folder.database.exists():
            yield from run({"sensors": partial(_sensors, kafka=False)}, settings, within_s=CHECK_WITHIN_S)
    yield from _reachable(outputs)
    yield from _own_certificates(settings, kafka=kafka)


def _sensors(settings: Settings, *, kafka: bool) -> Diagnosis:
    """Whether what sensors see needs mending, in short: `weir sensors` tells it at length."""
    command = "weir sensors --kafka" if kafka else "weir sensors"

    def look() -> list[SensorView] | ReadError:
        try:
            return open_reader(settings, kafka=kafka).model.sensors(None)
        except ReadError as error:
            return error

    found = within(SENSORS_WITHIN_S, look)
    if found is None:
        return warn(f"the state was not read within {SENSORS_WITHIN_S:.0f} s", f"`{command}` waits for it")
    if isinstance(found, ReadError) and kafka and _DENIED in str(found):
        # Who looks after the cluster needs no right to read what the plant does.
        return ok(f"not looked at: this user may not read the state; whoever may sees it by `{command}`")
    if isinstance(found, ReadError):
        return fail(str(found), "mend that, then look again")
    lacking = [f"{one.sensor} of {one.site} ({', '.join(one.faults)})" for one in found if one.faults]
    if lacking:
        more = f" and {len(lacking) - MOST_SENSORS} more" if len(lacking) > MOST_SENSORS else ""
        said = f"to mend: {', '.join(lacking[:MOST_SENSORS])}{more}"
        return warn(said, f"`{command}` says what to do for each")
    return ok(f"{len(found)}, and nothing to mend")


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
