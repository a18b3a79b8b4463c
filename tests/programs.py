"""Programs that tests run beside Weir, such as exporters of NetFlow: where they are, and what happens without them."""

import os
from shutil import which

import pytest

_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin"


def needs(program: str) -> pytest.MarkDecorator:
    """Skips a test without a program of Debian's package of the same name; where there must be one, it fails."""
    absent = which(program, path=_PLACES) is None
    return pytest.mark.skipif(absent and os.environ.get("CI") != "true", reason=f"no {program} (Debian: {program})")


def program(name: str) -> str:
    """Where a program is. Skips where there is none, fails where there must be one."""
    found = which(name, path=_PLACES)
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {name} (Debian: {name})")
    pytest.skip(f"no {name} (Debian: {name})")
