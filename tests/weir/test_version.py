"""The version that receivers and people are told."""

import re

from weir.version import UNKNOWN, installed_version


def test_it_is_that_of_the_package() -> None:
    assert installed_version() != UNKNOWN
    assert re.match(r"\d+\.\d+", installed_version())
