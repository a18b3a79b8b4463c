"""A short mark of a site's settings, kept with its state: who takes the state over can tell that its own differ.

It holds no setting, and says which of them differ, not how.
"""

from hashlib import sha256

import msgspec

from models.settings import CoreSettings

_DIGITS = 8
"""Of each setting: two that differ look alike once in four thousand million."""

FIELDS = tuple(field.name for field in msgspec.structs.fields(CoreSettings))


def mark_of(settings: CoreSettings) -> str:
    """The mark: a few digits a setting, in the order of the settings."""
    return ".".join(sha256(msgspec.json.encode(getattr(settings, name))).hexdigest()[:_DIGITS] for name in FIELDS)


def differing(own: str, written: str) -> list[str]:
    """Which settings differ. A mark of a Weir that had other settings can't be compared: none then."""
    ours, theirs = own.split("."), written.split(".")
    if len(ours) != len(theirs):
        return []
    return [name for name, one, other in zip(FIELDS, ours, theirs, strict=True) if one != other]
