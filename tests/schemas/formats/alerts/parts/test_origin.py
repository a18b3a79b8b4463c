"""Who sends: defaults that harm nobody."""

from schemas.formats.alerts.parts.origin import Origin


def test_the_facility_is_one_for_the_sites_own_use() -> None:
    assert 16 <= Origin().facility <= 23
