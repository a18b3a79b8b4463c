"""The Chromium that is installed: its tests are skipped where there is none, and fail where there must be one."""

import os
import shutil

import pytest

from weir.report.pdf import BROWSERS


def chromium_path() -> str:
    """Where it is. Skips, or with CI=true fails, where it is not."""
    found = next((path for name in BROWSERS if (path := shutil.which(name)) is not None), None)
    if found is None:
        reason = "no Chromium (Debian: chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
