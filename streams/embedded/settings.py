"""Settings of the embedded shell. Pure: nothing here opens a file."""

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(gt=0.0, le=3_600.0)]

Paths = tuple[str, ...]


class SourceSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source of flows: a file (followed across its rotations), a folder, a glob, or `-` for standard input.

    `site` None is the site of `[site]`; `sensor` None is named by the reader.
    """

    path: Annotated[str, Meta(min_length=1)]
    format: str = "auto"
    site: str | None = None
    sensor: str | None = None


class EmbeddedSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`weir run`: where flows come from, where state and alerts go.

    A checkpoint is due after `checkpoint_s`, after `checkpoint_flows`, or within 50 ms for a new
    alert. Sources are asked for more every `poll_s`; folders, globs, asset, zone and verdict files
    are looked at anew every `rescan_s`. A checked copy of the database is made every `backup_h` hours (0: never).
    `alerts_file` is short for an output to that file, every revision one JSON object a line.
    Alerts, retired paths, the history of paths and the journal are forgotten `keep_days` after they were committed;
    of dead letters the newest `keep_dead_letters` stay, of at most 4 kB each.
    """

    state_dir: Annotated[str, Meta(min_length=1)] = "weir-state"
    sources: tuple[str | SourceSettings, ...] = ()
    assets: Paths = ()
    zones: Paths = ()
    verdicts: Paths = ()
    alerts_file: str | None = None
    checkpoint_s: Seconds = 5.0
    checkpoint_flows: Annotated[int, Meta(ge=1)] = 50_000
    poll_s: Seconds = 0.25
    rescan_s: Seconds = 10.0
    backup_h: Annotated[float, Meta(ge=0.0, le=8_784.0)] = 24.0
    keep_days: Annotated[float, Meta(ge=1.0, le=36_525.0)] = 400.0
    keep_dead_letters: Annotated[int, Meta(ge=1, le=100_000_000)] = 100_000
