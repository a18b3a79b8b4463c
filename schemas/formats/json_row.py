"""A line that is one JSON object."""

import orjson

from schemas.formats.stray_bytes import cleaned


def json_row(line: bytes) -> dict[str, object]:
    """The object of a line, without stray bytes around it. Raises ValueError for what is none."""
    try:
        row = orjson.loads(cleaned(line))
    except orjson.JSONDecodeError as error:
        msg = f"no JSON object: {error}"
        raise ValueError(msg) from error
    if not isinstance(row, dict):
        msg = f"no JSON object but a {type(row).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    return row
