"""What is compared: two files of settings, of zones or of verdicts, or two states, told by what stands in them."""

import tomllib
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from models.event_time.calendar import DAY_S
from replay.compare.differences import Comparison, compare
from replay.run import ReplayInputs
from replay.side_by_side import Job, Outcome, side_by_side
from schemas.formats.zones.file import zone_entries
from streams.sources.files.change_files import read_verdicts
from streams.sources.files.statements import content_of
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError
from weir.admin.named_site import named_site
from weir.errors import Interrupted, UserError, describe, told
from weir.settings.sections import Settings, load_settings
from weir.times import parse_moment
from weir.views.recorded.bars import bars
from weir.views.terminal import counted, messages

Subject = Literal["settings", "zones", "verdicts", "state"]

WITHOUT = "none"
"""In place of a file: the same traffic without one."""

_SECTIONS = frozenset(field.encode_name for field in msgspec.structs.fields(Settings))


class Variant(msgspec.Struct):
    """One of both: its name, the inputs and the settings with which the traffic is replayed."""

    name: str
    inputs: ReplayInputs
    settings: Settings


def variants(
    files: tuple[str, str], inputs: ReplayInputs, settings: Path | None, site: str | None
) -> tuple[Variant, Variant]:
    """Both variants; what is not compared is that of `inputs` and `settings` in both. `site`: that of `--site`.

    Raises UserError for a file that cannot be read or is none of these, for two of different kinds, and where what is
    compared is given to both as well.
    """
    kinds = {name: subject_of(Path(name)) for name in files if name != WITHOUT}
    if not kinds:
        msg = f"nothing to compare: at least one of both is a file, and no {WITHOUT!r}"
        raise UserError(msg)
    first, second = files[0], files[-1]
    subject = next(iter(kinds.values()))
    if len(set(kinds.values())) > 1:
        msg = f"{first} holds {kinds[first]} and {second} {kinds[second]}: compare two of one kind"
        raise UserError(msg)
    common = {"settings": settings, "zones": inputs.zones, "verdicts": inputs.verdicts, "state": inputs.state}
    if common[subject]:
        option = "state-in" if subject == "state" else subject
        msg = f"--{option} is for what both have in common; {first} and {second} are {subject} themselves"
        raise UserError(msg)
    names = _names(first, second)
    both = [_variant(name, file, subject, inputs, settings) for name, file in zip(names, files, strict=True)]
    for one in both:
        one.inputs = msgspec.structs.replace(one.inputs, site=named_site(site, inputs.assets, one.settings))
    return both[0], both[1]


def subject_of(path: Path) -> Subject:
    """What a file or folder holds. Raises UserError where it is none of the four."""
    if path.is_dir():
        with told(StoreError):
            SqliteReader(path).positions()
        return "state"
    with told():
        content = content_of(path)
    if path.suffix.lower() == ".toml":
        try:
            keys = tomllib.loads(content.decode()).keys()
        except ValueError as error:
            msg = f"{path}: no TOML: {error}"
            raise UserError(msg) from error
        if keys <= _SECTIONS:
            return "settings"
    try:
        zone_entries(content, site="any", time=0.0, source=path.name)
    except ValueError as error:
        reason = describe(error)
    else:
        return "zones"
    if path.suffix.lower() == ".toml":
        msg = f"{path}: neither settings nor zones: {reason}"
        raise UserError(msg)
    with told(
        hint="what is compared holds settings (TOML), zones (TOML, JSON), verdicts (NDJSON) or a state (a folder)"
    ):
        read_verdicts(path, "any")
    return "verdicts"


def replayed(both: tuple[Variant, Variant], learn_until: str | None, *, progress: bool) -> Comparison:
    """Replay both at once, with a line of progress each on a terminal, and compare what they raised.

    Raises UserError for traffic that cannot be read or has nothing in it, and Interrupted where a person stops it.
    """
    moment = None if learn_until is None else partial(parse_moment, learn_until)
    jobs = [Job(one.name, one.inputs, one.settings.settings_for, moment) for one in both]
    with told(ValueError, OSError, StoreError), bars([one.name for one in both], shown=progress) as progressed:
        try:
            before, after = side_by_side(jobs, processes=len(jobs), progressed=progressed)
        except KeyboardInterrupt as error:
            msg = "stopped before the end: nothing was compared"
            raise Interrupted(msg) from error
        except BrokenProcessPool as error:
            msg = "a replay was ended from outside, perhaps since memory was short; nothing was compared"
            raise UserError(msg) from error
    nothing = before.nothing or after.nothing
    if nothing is not None:
        raise UserError(nothing)
    for one in (before, after):
        if one.figures.dead_letters:
            refused = counted(one.figures.dead_letters, "row")
            said = f"! {one.name}: {refused} of traffic refused, and compared by nobody; weir replay says which"
            messages().print(said, markup=False, soft_wrap=True)
    return compare(before.alerts, after.alerts, names=(before.name, after.name), days=_days(before, after))


def _days(before: Outcome, after: Outcome) -> float | None:
    """Days in which both could alert."""
    begins = [one.watched_from for one in (before, after) if one.watched_from is not None]
    ends = [one.watched_to for one in (before, after) if one.watched_to is not None]
    length_s = max(0.0, min(ends) - max(begins)) if begins and ends else 0.0
    return length_s / DAY_S or None


def _variant(name: str, file: str, subject: Subject, inputs: ReplayInputs, settings: Path | None) -> Variant:
    if subject == "settings":
        return Variant(name, inputs, Settings() if file == WITHOUT else load_settings(Path(file)))
    loaded = load_settings(settings)
    if subject == "state":
        return Variant(name, msgspec.structs.replace(inputs, state=None if file == WITHOUT else file), loaded)
    given = () if file == WITHOUT else (file,)
    return Variant(name, msgspec.structs.replace(inputs, **{subject: given}), loaded)


def _names(first: str, second: str) -> tuple[str, str]:
    """Names that differ: those of the files, else their paths, else A and B."""
    for names in ((Path(first).name, Path(second).name), (first, second)):
        if names[0] != names[1]:
            return names
    return f"A: {first}", f"B: {second}"
