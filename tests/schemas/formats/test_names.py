"""The names of formats are those of the registry."""

import pytest

from schemas.formats.names import FORMAT_NAMES, NAMED_FORMATS, Named
from schemas.formats.registry import FORMATS, loaded


def test_every_format_has_its_name_in_the_order_of_the_registry() -> None:
    assert list(FORMAT_NAMES) == list(FORMATS)
    assert all(FORMAT_NAMES.values())


def test_what_a_name_leads_to_is_a_format() -> None:
    assert [loaded(named) for named in NAMED_FORMATS.values()] == list(FORMATS.values())
    with pytest.raises(TypeError, match="no Format"):
        loaded(Named("words", "schemas.formats.names:Named"))
