"""Settings that other processes can ask for, and one that ends the process which asks."""

import os
import signal

from models.settings import CoreSettings
from schemas.attack import AlertKind


def settings_of(site: str, off: tuple[AlertKind, ...] = ()) -> CoreSettings:
    """The shipped ones, with some detectors off."""
    assert site
    return CoreSettings(detectors_off=off)


def ended_from_outside(site: str) -> CoreSettings:
    """As where memory is short."""
    assert site
    os.kill(os.getpid(), signal.SIGKILL)
    return CoreSettings()
