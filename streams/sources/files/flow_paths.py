"""Which files of flows some paths mean, and which are left out, with their reasons."""

from collections.abc import Iterable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from msgspec import Struct

from schemas.formats.memory import SensorMemory
from schemas.formats.ndpi.captures import is_capture
from schemas.formats.packets.capture import CaptureCutter
from schemas.formats.reader import NoFlowsError
from schemas.formats.registry import is_heading, tells_across
from streams.sources.files.copies import copies_among
from streams.sources.files.flow_files import AUTO, check
from streams.sources.files.paths import STANDARD_INPUT, UNREADABLE, chunks, open_bytes
from streams.sources.files.walk import files_below
from streams.system_errors import sentence


class Skipped(Struct, frozen=True):
    """A file of a folder that was left out, and why (without its name)."""

    path: Path
    reason: str


def flow_paths(paths: list[str], format: str = AUTO) -> tuple[list[Path], list[Skipped]]:  # noqa: A002
    """The files of flows that some paths mean, in the order of their names, and those left out with their reason.

    Every file of a folder is looked at, whatever its name, and one that is met twice (by a link, or as a copy) is
    taken once. Raises FileNotFoundError for a path or a glob that means nothing, and ValueError when nothing is left.
    Of a file named by itself what `check` raises; of several named, those of a sound kind without flows (Zeek's
    stats.log) are left out.
    """
    taken: list[Path] = []
    skipped: list[Skipped] = []
    named = {Path(path) for path in paths if not has_magic(path) or Path(path).exists()}
    met: dict[tuple[int, int], Path] = {}
    for path in _meant(paths, skipped):
        try:
            reason = _twin(path, met) or _nothing_in(path, check(path, format))
        except NoFlowsError as error:
            if path in named and len(paths) == 1:
                raise
            reason = str(error)
        except (ValueError, *UNREADABLE) as error:
            if path in named:
                raise
            reason = _said(error)
        if reason is None:
            taken.append(path)
        elif path in named and len(paths) == 1:
            msg = f"{path}: {reason}"
            raise ValueError(msg)
        else:
            skipped.append(Skipped(path, reason))
    copies = copies_among(taken)
    skipped += [Skipped(path, f"a copy of what {other} begins with") for path, other in copies.items()]
    taken = [path for path in taken if path not in copies]
    if not taken:
        some = "; ".join(f"{one.path}: {_bare(one)}" for one in skipped[:3])
        more = f"; and {len(skipped) - 3} more files" if len(skipped) > 3 else ""
        msg = f"no flows in {', '.join(paths)}: {some or 'there is no file in it'}{more}"
        raise ValueError(msg)
    return taken, [Skipped(one.path, _bare(one)) for one in skipped]


def tell_across(paths: Sequence[Path], memory: SensorMemory, format: str = AUTO) -> bool:  # noqa: A002
    """Whether several of these files may tell of one thing (`schemas/formats/registry.py`)."""
    return len(paths) > 1 and tells_across([(path.name, _known(path, format)) for path in paths], memory)


def _known(path: Path, format: str) -> str | None:  # noqa: A002
    """A file's format, or None where that shows only when it is read."""
    try:
        found = check(path, format)
    except (ValueError, *UNREADABLE):
        return None
    return None if found == AUTO else found


def _meant(paths: Iterable[str], skipped: list[Skipped]) -> Iterator[Path]:
    """All files that the paths mean, each spelling once; what can't be looked at goes to `skipped`."""
    found: dict[Path, None] = {}
    for path in paths:
        for one in _ways(path):
            if str(one) != STANDARD_INPUT and one.is_dir():
                files, left = files_below(one)
                skipped += [Skipped(each.path, each.reason) for each in left]
                found.update(dict.fromkeys(files))
            else:
                found[one] = None
    yield from found


def _ways(path: str) -> list[Path]:
    if path == STANDARD_INPUT or Path(path).exists():
        return [Path(path)]
    if has_magic(path):
        ways = [Path(name) for name in sorted(glob(path, recursive=True))]  # noqa: PTH207 - Path.glob refuses absolute patterns
        if ways:
            return ways
        msg = f"{path}: no file matches this pattern"
        raise FileNotFoundError(msg)
    msg = f"{path}: no such file or folder"
    raise FileNotFoundError(msg)


def _twin(path: Path, met: dict[tuple[int, int], Path]) -> str | None:
    """Whether this very file was met by another path."""
    if str(path) == STANDARD_INPUT:
        return None
    state = path.stat()
    other = met.setdefault((state.st_dev, state.st_ino), path)
    return None if other == path else f"the same file as {other}"


def _nothing_in(path: Path, file_format: str | None) -> str | None:
    """Why no row can come of a file of a known format; None when one may."""
    if str(path) == STANDARD_INPUT or not path.is_file():
        return None
    bare = True
    with open_bytes(path) as stream:
        for chunk in chunks(stream):
            if bare and is_capture(chunk):
                return None if _holds_packets(chunk) else "no packets: there is nothing but a header in it"
            if any(line.strip() and not is_heading(line) for line in chunk.split(b"\n")):
                return None
            bare = bare and not chunk.strip()
    return "empty" if bare else f"no rows: there is nothing but a header in it ({file_format})"


def _holds_packets(begins: bytes) -> bool:
    """Whether there are packets, or what may be one that breaks off, in the first bytes of a capture."""
    cutter = CaptureCutter(lambda packet: packet.frame)
    return bool(cutter.feed(begins).lines) or cutter.has_partial


def _said(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"can't be read: {sentence(error)}"
    return str(error) or type(error).__name__


def _bare(one: Skipped) -> str:
    """The reason without the file's own name before it."""
    return one.reason.removeprefix(f"{one.path}: ").removeprefix(f"{one.path.name}: ")
