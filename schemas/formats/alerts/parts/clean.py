"""Text that can't break out of its field: no control, no invisible and no half characters, and no more than fits.

Names of assets come from inventories and from the wire, so whoever can name a device can write here.
"""

import re

CUT_MARK = "…"
"""Stands at the end of what was cut."""

_CUT_BYTES = len(CUT_MARK.encode())

_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSEEN = re.compile(
    # Controls; soft hyphen; zero widths; what turns the direction of text (Unicode TR 9); tags; half surrogates.
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text in one line: what breaks a line is a space, what can't be seen is left out."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def cut(text: str, most_bytes: int) -> str:
    """The text, cut to so many bytes of UTF-8 between two characters, and marked, where it has more.

    Receivers count characters or bytes, so bytes fit both. `most_bytes` is at least that of the mark.
    """
    if len(text) * 4 <= most_bytes:
        return text
    whole = text.encode()
    if len(whole) <= most_bytes:
        return text
    return whole[: most_bytes - _CUT_BYTES].decode("utf-8", "ignore") + CUT_MARK
