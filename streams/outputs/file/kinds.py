"""The kind of output that is a file."""

from pathlib import Path

from streams.outputs.file.alert_file import AlertFile
from streams.outputs.kind import Made, SinkKind
from streams.outputs.sink import Sink


def _file(made: Made) -> Sink:
    return AlertFile(Path(made.where))


FILE = SinkKind(_file)
