"""A secret, such as a password: whoever prints, logs or encodes what holds it sees `***`.

Only `reveal` gives the text; it is called where a client is given it.
"""

from pathlib import Path

_SHOWN = "***"


class Secret:
    """Text that is never shown. Equal to another of the same text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret('{_SHOWN}')"

    def __str__(self) -> str:
        return _SHOWN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        msg = "a secret is not copied into a file or another process"
        raise TypeError(msg)


def decode_secret(kind: type, value: object) -> object:
    """A `dec_hook` for msgspec that makes a Secret of text. Its errors never hold the value."""
    if kind is not Secret:
        msg = f"no setting is a {kind.__name__}"
        raise NotImplementedError(msg)
    if not isinstance(value, str) or not value:
        msg = "expected some text (shown by nothing, so this can't say what it was)"
        raise ValueError(msg)
    return Secret(value)


def secret_text(secret: Secret | None, path: str | None) -> str | None:
    """The text of a secret, or of the first line of its file; None where neither is given.

    Raises OSError with the file's name, also where it holds no text.
    """
    if secret is not None:
        return secret.reveal()
    if path is None:
        return None
    try:
        text = Path(path).read_text(encoding="utf-8").partition("\n")[0].strip()
    except UnicodeDecodeError:
        # Its own words hold the bytes.
        text = ""
    if not text:
        msg = f"{path}: holds no secret: one line of UTF-8 text is wanted"
        raise OSError(msg)
    return text
