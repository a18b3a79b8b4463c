"""The conversions lead from each version to the next; tests/embedded_faults/test_converted.py runs them."""

from streams.stores.sqlite_conversions import CONVERSIONS
from streams.stores.sqlite_schema import SCHEMA_VERSION


def test_there_is_a_way_from_every_version_to_this_one() -> None:
    assert sorted(CONVERSIONS) == list(range(2, SCHEMA_VERSION + 1))


def test_no_conversion_ends_the_transaction_that_holds_them_all() -> None:
    scripts = " ".join(CONVERSIONS.values()).upper()
    assert not [word for word in ("BEGIN", "COMMIT", "ROLLBACK", "VACUUM", "PRAGMA") if f"{word} " in scripts]
