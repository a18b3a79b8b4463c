"""The checks of `weir doctor` on what is installed: Python, and the libraries that state and transport rest on."""

import sys
from collections.abc import Callable
from importlib import import_module, metadata

from streams.checkup import Diagnosis, fail, ok, warn

OLDEST_PYTHON = (3, 11)

LIBRARIES: dict[str, str] = {"faust-streaming": "0.11", "aiokafka": "0.10", "kafka-python": "3.0", "river": "0.26"}
"""The oldest of each that Weir works with."""


class Installed:
    """What is asked for versions; another in tests."""

    def __init__(
        self,
        python: tuple[int, ...] = tuple(sys.version_info[:3]),
        version: Callable[[str], str] = metadata.version,
        load: Callable[[str], object] = import_module,
    ) -> None:
        self.python = python
        self.version = version
        self.load = load


def python(installed: Installed) -> Diagnosis:
    """Whether Python is new enough."""
    said = ".".join(map(str, installed.python))
    if installed.python < OLDEST_PYTHON:
        return fail(f"Python {said}", f"install {'.'.join(map(str, OLDEST_PYTHON))} or newer")
    return ok(f"Python {said}")


def libraries(installed: Installed) -> Diagnosis:
    """Whether the libraries are there, and new enough."""
    told: list[str] = []
    wrong: list[str] = []
    for name, oldest in LIBRARIES.items():
        try:
            found = installed.version(name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        told.append(f"{name} {found}")
        if _parts(found) < _parts(oldest):
            wrong.append(f"{name} is {found}, older than {oldest}")
    if wrong:
        return fail("; ".join(wrong), "install Weir anew: pip install .")
    return ok(", ".join(told))


def crc32c(installed: Installed) -> Diagnosis:
    """Whether check sums of Kafka's records are computed in C: in Python they cost more than all else."""
    try:
        installed.load("crc32c")
    except ImportError:
        return warn("crc32c is missing", "pip install crc32c: without it whoever writes to Kafka is many times slower")
    return ok("crc32c is there")


CHECKS: dict[str, Callable[[Installed], Diagnosis]] = {"python": python, "libraries": libraries, "crc32c": crc32c}


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
