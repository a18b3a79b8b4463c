import pytest

from schemas.bounds import SiteName
from schemas.state import KEY_SEPARATOR, StateRecord, asset_of, kind_of, part_of, site_of, valid_site


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


@pytest.mark.parametrize(
    ("key", "site", "part", "asset", "kind"),
    [
        ("plant|ip:10.0.0.1|head", "plant", "ip:10.0.0.1|head", "ip:10.0.0.1", "head"),
        ("plant|ip:10.0.0.1|window", "plant", "ip:10.0.0.1|window", "ip:10.0.0.1", "window"),
        ("plant|ip:10.0.0.1|3", "plant", "ip:10.0.0.1|3", "ip:10.0.0.1", "chunk"),
        ("plant|@zones", "plant", "@zones", None, "@zones"),
        ("plant|@alert|3f9a", "plant", "@alert|3f9a", None, "@alert"),
        ("plant|@newer|ip:10.0.0.1|head", "plant", "@newer|ip:10.0.0.1|head", None, "@newer"),
    ],
)
def test_a_key_says_what_it_is_of(key: str, site: str, part: str, asset: str | None, kind: str) -> None:
    record = StateRecord(key, b"")
    assert (site_of(record), part_of(record)) == (site, part)
    assert (asset_of(part), kind_of(part)) == (asset, kind)
