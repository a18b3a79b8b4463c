"""Files that the settings name and that are not there: no mistake of the settings, they may come; but worth saying."""

import glob
from collections.abc import Iterator
from pathlib import Path

from streams.sources.listening.place import listens
from weir.settings.sections import Settings


def absent_files(settings: Settings) -> Iterator[str]:
    """What is not there, as seen from the working folder, each with the setting that names it."""
    embedded, kafka = settings.embedded, settings.kafka
    for source in settings.sources():
        if source.path != "-" and not listens(source.path) and not glob.glob(source.path):  # noqa: PTH207 - the path may be absolute
            yield f"embedded.sources: {source.path}: nothing is there"
    for key, paths in (("assets", embedded.assets), ("zones", embedded.zones), ("verdicts", embedded.verdicts)):
        yield from (f"embedded.{key}: {path}: no such file" for path in paths if not Path(path).exists())
    for key in kafka.__struct_fields__:
        path = getattr(kafka, key)
        if key.endswith("_file") and path is not None and not Path(path).exists():
            yield f"kafka.{key}: {path}: no such file"
