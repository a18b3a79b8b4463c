"""The process of a capture: rows on standard output, and an exit code that says whether that was all."""

import random
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.streams.sources.captures.frames import modbus, pcap

pytest.importorskip("_lib_engine", reason="needs the extra weir[pcap]")


def _metered(content: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "streams.sources.captures.metering"]
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=60)


def test_rows_are_lines_of_json_and_the_last_one_counts_the_frames(repository: Path) -> None:
    assert repository.is_dir()
    done = _metered(pcap(modbus(2)))
    row, counted = map(orjson.loads, done.stdout.splitlines())
    assert (done.returncode, row["application_name"], counted) == (0, "Modbus", {"frames": 7, "passed_over": 0})


def test_a_capture_that_breaks_off_is_told_after_its_rows() -> None:
    done = _metered(pcap(modbus(2))[:-1])
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 2)
    assert done.stderr == b"the capture breaks off after 6 frames"


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_are_rows_or_a_reason_and_no_crash(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(pcap(modbus(60)))
    for _ in range(200):
        content[chance.randrange(24, len(content))] = chance.randrange(256)
    done = _metered(bytes(content))
    assert done.returncode in {0, 1}
    assert all(isinstance(orjson.loads(line), dict) for line in done.stdout.splitlines())
    assert (done.returncode == 1) == bool(done.stderr)
