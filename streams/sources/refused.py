"""What a shell's log says of a row that was refused."""

import logging
import re

from schemas.dead_letter import DeadLetter

_log = logging.getLogger(__name__)

_DIGEST = re.compile(r"[0-9a-f]{24}")
"""Ends the source of a followed file (`streams/sources/files/rotation.py`); a reader's letters bear the plain path."""


def tell_refused(letter: DeadLetter) -> None:
    """Log what was refused. Where a row is refused late, its position is that of all that was read by then."""
    source, _, digest = letter.source.rpartition("#")
    if source and _DIGEST.fullmatch(digest):
        _log.warning("refused: a row of %s: %s", source, letter.reason)
    elif letter.position is None:
        _log.warning("refused: %s: %s", letter.source, letter.reason)
    else:
        _log.warning("refused: %s line %s: %s", letter.source, letter.position, letter.reason)
