"""Each line about what is installed, with the very thing missing or old."""

from importlib import metadata

import pytest

from streams.checkup import run
from weir.admin.installed import CHECKS, Installed


def status(name: str, installed: Installed) -> tuple[str, str]:
    [line] = run({name: CHECKS[name]}, installed, within_s=60.0)
    return line.status, line.said


def test_all_is_ok_here() -> None:
    assert {line.status for line in run(CHECKS, Installed(), within_s=60.0)} == {"ok"}


def test_python() -> None:
    assert status("python", Installed(python=(3, 10, 4))) == ("fail", "Python 3.10.4")


@pytest.mark.parametrize("library", ["faust-streaming", "aiokafka", "kafka-python", "river"])
def test_libraries(library: str) -> None:
    def missing(name: str) -> str:
        if name == library:
            raise metadata.PackageNotFoundError(name)
        return metadata.version(name)

    assert status("libraries", Installed(version=missing)) == ("fail", f"{library} is missing")
    old = Installed(version=lambda name: "0.1.2" if name == library else metadata.version(name))
    assert status("libraries", old)[1].startswith(f"{library} is 0.1.2, older than")


def test_crc32c() -> None:
    def nothing(name: str) -> object:
        raise ImportError(name)

    assert status("crc32c", Installed(load=nothing))[0] == "warn"
