"""Whether a line holds a row of some format inside, for telling what a file is."""

import orjson

from schemas.formats.envelopes.headers import behind_header
from schemas.formats.envelopes.inner import format_of
from schemas.formats.envelopes.shells import NOWHERE, Inside, inside_object
from schemas.formats.reader import NoFlowsError


def holds_row(line: bytes) -> bool:
    """Whether a line is an object or has a header, with a row inside that some format reads.

    Raises ValueError for a text inside that looks like a row and that none reads, with the field that it stands in.
    """
    inside = _inside(line.lstrip())
    if inside is None:
        return False
    row, field, origin, is_text = inside
    if row.startswith(b"#"):
        return True  # a comment, as tables have them at their beginning
    try:
        format_of(row, origin)
    except NoFlowsError:
        return True
    except ValueError as error:
        if not is_text:
            return False
        where = (
            f"a shipper's object with the row in its field {field}" if field else "a line with a header before the row"
        )
        msg = f"{where}: {error}"
        raise ValueError(msg) from None
    return True


def _inside(line: bytes) -> Inside | None:
    if not line.startswith(b"{"):
        try:
            behind = behind_header(line)
        except ValueError:
            return Inside(b"#", "", NOWHERE)  # a part of a container's line: whole ones may follow
        plausible = behind is not None and (behind.startswith((b"{", b"#", b"<")) or behind.count(b"\t") > 1)
        return Inside(behind, "", NOWHERE) if behind is not None and plausible else None
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return inside_object(row, NOWHERE)
