"""What a receiver refuses for good: kept in a file with its answer, so that nothing is lost or waits behind it."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from streams.outputs.sink import Outgoing

ANSWER_CHARACTERS = 2_000


class RefusedAlert(Struct, frozen=True):
    """One line of the file. `body` is what was sent; `time` seconds UTC of the refusal."""

    time: float
    output: str
    alert: str
    revision: int
    answer: str
    body: str


Refuse = Callable[[Outgoing, str], None]
"""Takes an alert that a receiver will never take, and its answer."""


class RefusedFile:
    """Appends refused alerts to a file, a line each, on the disk before it returns. Raises OSError with its name."""

    def __init__(self, path: Path, output: str, clock: Callable[[], float]) -> None:
        self._path = path
        self._output = output
        self._clock = clock
        self._count = 0

    def __call__(self, outgoing: Outgoing, answer: str) -> None:
        """Keep one."""
        alert = outgoing.alert
        body = outgoing.body.decode("utf-8", "replace")
        kept = RefusedAlert(self._clock(), self._output, alert.id, alert.revision, answer[:ANSWER_CHARACTERS], body)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, msgspec.json.encode(kept) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._count += 1

    def refused(self) -> int:
        """How many were refused since it was made."""
        return self._count
