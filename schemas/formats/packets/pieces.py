"""What stands among a capture's pieces for a packet that is not given, so that it is counted all the same."""

from schemas.formats.notes import Notes

_LEFT_OUT = b"WPL1"
_DAMAGED = b"WPX1"


def left_out(reason: str) -> bytes:
    """A piece for a packet that is of no use here."""
    return _LEFT_OUT + reason.encode()


def damaged(reason: str) -> bytes:
    """A piece for what could not be read of a capture."""
    return _DAMAGED + reason.encode()


def told_of_packet(piece: bytes, notes: Notes) -> bool:
    """Whether a piece only tells why there is none; it is counted then. Raises ValueError for a damage."""
    if piece.startswith(_LEFT_OUT):
        notes.pass_over(f"packets: {piece[len(_LEFT_OUT) :].decode('utf-8', 'replace')}")
        return True
    if piece.startswith(_DAMAGED):
        raise ValueError(piece[len(_DAMAGED) :].decode("utf-8", "replace"))
    return False
