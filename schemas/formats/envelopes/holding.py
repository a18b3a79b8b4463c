"""Whether a line holds a row of some format inside, for telling what a file is."""

import orjson

from schemas.formats.envelopes.headers import behind_header
from schemas.formats.envelopes.inner import format_of
from schemas.formats.envelopes.shells import NOWHERE, Origin, inside_object
from schemas.formats.reader import NoFlowsError


def holds_row(line: bytes) -> bool:
    """Whether a line is an object or has a header, with a row inside that some format reads.

    Raises ValueError for a row inside that none reads, with the field that it stands in.
    """
    inside = _inside(line.lstrip())
    if inside is None:
        return False
    row, field, origin = inside
    if row.startswith(b"#"):
        return True  # a comment, as tables have them at their beginning
    try:
        format_of(row, origin)
    except NoFlowsError:
        return True
    except ValueError as error:
        msg = f"a shipper's {field}: {error}"
        raise ValueError(msg) from None
    return True


def _inside(line: bytes) -> tuple[bytes, str, Origin] | None:
    if not line.startswith(b"{"):
        try:
            behind = behind_header(line)
        except ValueError:
            return b"#", "line", NOWHERE  # a part of a container's line: whole ones may follow
        plausible = behind is not None and (behind.startswith((b"{", b"#", b"<")) or behind.count(b"\t") > 1)
        return (behind, "line behind its header", NOWHERE) if behind is not None and plausible else None
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    inside = inside_object(row, NOWHERE)
    return None if inside is None else (inside.row, f"object with a row in its field {inside.field}", inside.origin)
