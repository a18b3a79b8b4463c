"""What editors, shippers and crashes leave beside the rows of a text file."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""UTF-8's, which Windows tools put at the beginning of a file."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 64


def cleaned(line: bytes) -> bytes:
    """A line without a byte order mark before it and without NUL bytes around it.

    Raises ValueError for a line of NUL bytes alone, which is what a crash or a full disk leaves.
    """
    bare = line.strip(b"\0")
    if line and not bare:
        raise ValueError(_nothing_but_nul(len(line)))
    return bare.removeprefix(BYTE_ORDER_MARK)


def overlong_reason(head: bytes, size: int, longest: int) -> str:
    """Why a line of `size` bytes that begins with `head` was not taken."""
    if head and not head.strip(b"\0"):
        return _nothing_but_nul(size)  # as far as is known: only the head was kept
    return f"a line of {size} bytes; at most {longest} are taken"


def looks_like_utf16(line: bytes) -> bool:
    """Whether a file's first line is text in UTF-16, with a byte order mark or by every other byte being NUL."""
    if line.startswith(_UTF16_MARKS):
        return True
    head = line[:_LOOKED_AT].rstrip(b"\0") if len(line) > _LOOKED_AT else line
    return len(head) > 3 and b"\0" in head and (not head[1::2].strip(b"\0") or not head[::2].strip(b"\0"))


def _nothing_but_nul(size: int) -> str:
    return f"{size} NUL bytes where a row should be: what a crash or a full disk leaves in a file"
