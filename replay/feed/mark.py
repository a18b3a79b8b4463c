"""What a feed is known by, kept with its position: the same call goes on where the last transaction ended.

How many records were published says where to go on only in the same stream of them. So files that changed, other
options or another file of zones are another feed, and are refused by what differs.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from replay.feed.recording import Recording
from replay.run import ReplayInputs


class FeedMark(Struct, frozen=True, kw_only=True):
    """`files` are sizes by full name; `statements` hashes of the files of zones, assets, maintenance and verdicts.

    `shift_s` is what all times are moved by: it is taken from the mark when a feed goes on.
    """

    files: dict[str, int]
    statements: dict[str, str]
    options: dict[str, str | None]
    shift_s: float = 0.0


class OtherFeed(ValueError):
    """These files were begun otherwise."""


def source_of(paths: Sequence[Path]) -> str:
    """How the position of a feed of these files is named."""
    names = "\n".join(sorted(str(path.resolve()) for path in paths))
    return f"feed:{hashlib.sha256(names.encode()).hexdigest()[:16]}"


def mark_of(
    inputs: ReplayInputs, recording: Recording, *, since: str | None, until: str | None, shifted: bool
) -> FeedMark:
    """The mark of a call. Raises OSError where a file has gone meanwhile."""
    stated = (*inputs.zones, *inputs.assets, *inputs.maintenance, *inputs.verdicts)
    return FeedMark(
        files={str(path.resolve()): path.stat().st_size for path in recording.paths},
        statements={str(Path(name).resolve()): _hash(Path(name)) for name in stated},
        options={
            "--format": inputs.file_format,
            "--site": inputs.site,
            "--sensor": inputs.sensor,
            "--since": since,
            "--until": until,
            "--shift-to-now": "yes" if shifted else None,
        },
        shift_s=recording.shift_s,
    )


def read_mark(value: bytes | None) -> FeedMark | None:
    """A mark as it was kept; None where none was. Raises OtherFeed for one that another Weir wrote."""
    if value is None:
        return None
    try:
        return msgspec.json.decode(value, type=FeedMark)
    except msgspec.MsgspecError as error:
        msg = "another version of Weir began to feed these files: give another --collector name to feed all of them"
        raise OtherFeed(msg) from error


def check_same(begun: FeedMark, now: FeedMark) -> None:
    """Raises OtherFeed where a feed was begun with what is not so any more."""
    differs = [
        *_differing(begun.options, now.options),
        *_differing(begun.files, now.files),
        *_differing(begun.statements, now.statements),
    ]
    if differs:
        msg = (
            f"these files were begun to be fed with other {', '.join(differs)}: give what was given then, or another"
            " --collector name to feed all of them"
        )
        raise OtherFeed(msg)


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
