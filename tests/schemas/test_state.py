import pytest

from schemas.bounds import SiteName
from schemas.state import KEY_SEPARATOR, valid_site


@pytest.mark.parametrize("site", ["north", "plant-7", "Werk_Süd", "x" * 64, "a.b"])
def test_a_plain_name_is_a_site(site: str) -> None:
    assert valid_site(site)


@pytest.mark.parametrize(
    "site",
    ["", "x" * 65, f"a{KEY_SEPARATOR}b", "a/b", "a\\b", "a b", 'a"b', "a\nb", "a\x00b", "a\u202eb"],
    ids=ascii,
)
def test_a_name_that_would_break_a_key_a_file_or_a_line_is_no_site(site: str) -> None:
    assert not valid_site(site)


def test_the_longest_site_of_a_record_is_the_longest_valid_one() -> None:
    [bounds] = SiteName.__metadata__  # type: ignore[attr-defined]
    assert bounds.max_length == 64
