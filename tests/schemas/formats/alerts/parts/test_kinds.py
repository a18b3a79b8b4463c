"""Every kind of alert has a name that rules match by."""

from typing import get_args

from schemas.attack import AlertKind
from schemas.formats.alerts.parts.kinds import KIND_NAMES


def test_every_kind_has_a_name_of_its_own_that_fits_every_header() -> None:
    assert tuple(sorted(KIND_NAMES)) == tuple(sorted(get_args(AlertKind)))
    assert len(set(KIND_NAMES.values())) == len(KIND_NAMES)
    assert all(name.isascii() and not set(name) & set("|=\\") and len(name) <= 63 for name in KIND_NAMES.values())
