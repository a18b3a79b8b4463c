"""What every test may ask for: the repository, and real traffic where it is to be had.

Real traffic and the published reference tables are not part of a clone. A test that reads them
asks for `shared_data` or `reference`, and is skipped, with the reason, where they are absent.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent

# The same examples in every run: a test that fails, fails for everybody.
settings.register_profile(
    "weir", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("weir")


def _folder(variable: str, default: Path) -> Path:
    folder = Path(os.environ.get(variable, default))
    if not folder.is_dir():
        pytest.skip(f"no {folder.name} at {folder} (set {variable} to where it is)")
    return folder


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the clone."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real traffic: ../shared/data, or WEIR_SHARED_DATA."""
    return _folder("WEIR_SHARED_DATA", REPOSITORY.parent / "shared" / "data")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published tables: ../shared/reference, or WEIR_SHARED_REFERENCE."""
    return _folder("WEIR_SHARED_REFERENCE", REPOSITORY.parent / "shared" / "reference")
