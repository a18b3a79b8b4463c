"""The kind of output that is a file."""

from pathlib import Path

from streams.outputs.file.alert_file import AlertFile
from streams.outputs.file.rotation import Rotation
from streams.outputs.kind import Made, SinkKind
from streams.outputs.sink import Sink


def _file(made: Made) -> Sink:
    rotation = None
    if made.settings.rotate_mb is not None:
        rotation = Rotation(int(made.settings.rotate_mb * 1_000_000), made.settings.rotate_keep)
    return AlertFile(Path(made.where), rotation)


FILE = SinkKind(_file, own=frozenset({"rotate_mb", "rotate_keep"}))
