"""Starts what a running command shows of itself, where the settings ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from streams.status.figures import Shell
from streams.status.health import Health
from streams.status.metrics import Metrics
from streams.status.observer import UNOBSERVED, Observer
from streams.status.recorder import Recorder
from streams.status.server import NotListening, StatusServer
from streams.status.settings import MetricsSettings
from weir.errors import UserError


@contextmanager
def observed(settings: MetricsSettings, shell: Shell) -> Iterator[Observer]:
    """The observer that a shell is to tell, while `/metrics`, `/healthz` and `/readyz` are served.

    Raises UserError when the address can't be listened on.
    """
    if settings.listen is None:
        yield UNOBSERVED
        return
    metrics, health = Metrics(shell), Health(settings.stale_s)
    recorder = Recorder(shell, metrics, health, census_s=settings.census_s)
    try:
        server = StatusServer(settings.listen, metrics, health)
    except NotListening as error:
        msg = f"no metrics and health: {error}"
        raise UserError(msg) from error
    server.start()
    try:
        yield recorder
    finally:
        server.close()
