"""The names of formats are those of the registry."""

from schemas.formats.names import FORMAT_NAMES
from schemas.formats.registry import FORMATS


def test_every_format_has_its_name_in_the_order_of_the_registry() -> None:
    assert list(FORMAT_NAMES) == list(FORMATS)
    assert all(FORMAT_NAMES.values())
