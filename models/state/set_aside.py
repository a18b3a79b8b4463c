"""What was a newer Weir's and set aside, and which of it comes back once it can be read.

An asset comes back whole, in place of what was learnt since; where its head was
readable all along and it has gone on, its paths come back beside those learnt since; all else only where
nothing is.
"""

from collections.abc import Mapping

from msgspec import Struct

from models.state.state_codec import version_of
from schemas.state import HEAD, KEY_SEPARATOR, NEWER, STATE_VERSION, WINDOW, asset_of, kind_of

ASIDE = NEWER + KEY_SEPARATOR
"""What the part of a record that is set aside begins with."""


class Returning(Struct):
    """What comes back, by part as it was before: `assets` as a whole, `chunks` path by path, `outdated` not at all."""

    assets: set[str]
    parts: dict[str, bytes]
    chunks: list[str]
    outdated: list[str]


def returning(parts: Mapping[str, bytes]) -> Returning:
    """What of a site's parts is set aside, can be read, and has a place to return to."""
    readable = {
        part.removeprefix(ASIDE): data for part, data in parts.items() if part.startswith(ASIDE) and _read(data)
    }
    found = Returning({asset_of(part) or "" for part in readable if kind_of(part) == HEAD}, {}, [], [])
    for part, data in readable.items():
        asset = asset_of(part)
        if asset in found.assets:
            found.parts[part] = data
        elif asset is not None and f"{ASIDE}{asset}{KEY_SEPARATOR}{HEAD}" in parts:
            # It waits for its head, which is a still newer Weir's.
            continue
        elif kind_of(part) == "chunk":
            # Not by its number, which may have meant other slots: each path finds a place of its own.
            found.chunks.append(part)
        elif part not in parts:
            found.parts[part] = data
        elif kind_of(part) == WINDOW:
            # What the asset did within some minutes of then is of no more use.
            found.outdated.append(part)
    found.chunks.sort()
    return found


def _read(data: bytes) -> bool:
    version = version_of(data)
    return version is not None and version <= STATE_VERSION
