"""What every test may ask for: the repository, and real traffic where it is to be had.

Real traffic and the published reference tables are not part of a clone. A test that reads them
asks for `shared_data` or `reference`, and is skipped, with the reason, where they are absent.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings

from tests.chaos import Chaos, FaultRow, put_into, repeated, table

REPOSITORY = Path(__file__).resolve().parent.parent

# The same examples in every run: a test that fails, fails for everybody.
settings.register_profile(
    "weir", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("weir")

_FAULT = "fault"
_rows: list[FaultRow] = []
"""What the faults of this run did; pytest gives its report hook no place to keep it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("chaos", "faults and what they did (see tests/chaos.py)")
    group.addoption("--chaos", action="store_true", help="repeat each fault in full, as `make chaos` does")
    group.addoption("--chaos-into", metavar="PAGE", type=Path, help="put the table into this page when all passed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that break something go first, then those with a broker: run last, one long file would be waited for."""
    first: dict[Path, int] = {}
    for item in items:
        rank = 0 if item.get_closest_marker(_FAULT) else 1 if item.get_closest_marker("kafka") else 2
        first[item.path] = min(rank, first.get(item.path, rank))
    items.sort(key=lambda item: first[item.path])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    # Rows travel with the report, since the test may have run in another process (pytest-xdist); the fixture hands
    # them over when the test has ended.
    if report.when == "teardown":
        _rows.extend(msgspec.convert(value, FaultRow) for name, value in report.user_properties if name == _FAULT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    if not _rows or hasattr(config, "workerinput"):
        return  # a worker of pytest-xdist knows only its own rows
    terminalreporter.section("chaos")
    for line in table(_rows):
        terminalreporter.write_line(line)
    if again := repeated(_rows):
        terminalreporter.write_line("alerts that came again, with the same id and revision:")
        for line in again:
            terminalreporter.write_line(f"  {line}")
    page: Path | None = config.getoption("--chaos-into")
    if page is not None and exitstatus == pytest.ExitCode.OK:
        put_into(page, _rows)


@pytest.fixture
def chaos(request: pytest.FixtureRequest) -> Iterator[Chaos]:
    """How often to repeat a fault, and where to report what came of it."""
    one = Chaos(full=request.config.getoption("--chaos"))
    yield one
    for row in one.rows:
        request.node.user_properties.append((_FAULT, msgspec.to_builtins(row)))


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
