"""A long connection told in several logs counts once, also when the run in between was killed."""

from pathlib import Path

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from streams.stores.sqlite_reader import SqliteReader
from tests.streams.records import SITE
from tests.weir.wiring.test_embedded import Run, _nothing_left_running, _until

__all__ = ["_nothing_left_running"]

FIELDS = ("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "conn_state", "orig_ip_bytes")


def log_of(path: Path, *rows: tuple[str, int]) -> int:
    """Append rows of (uid, octets), under a header where the file is new; its size then."""
    with path.open("a") as file:
        if not file.tell():
            file.write(f"#separator \\x09\n#unset_field\t-\n#path\t{path.stem}\n")
            file.write("\t".join(("#fields", *FIELDS)) + "\n")
        for uid, octets in rows:
            file.write(f"1700000000.0\t{uid}\t10.0.0.1\t40000\t10.0.0.2\t502\ttcp\tSF\t{octets}\n")
    return path.stat().st_size


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def test_octets_are_counted_once_over_kills(tmp_path: Path, logs: Path) -> None:
    run = Run(tmp_path / "run", str(logs), WEIR_EMBEDDED_CHECKPOINT_S="0.05", WEIR_EMBEDDED_POLL_S="0.02")
    size = log_of(logs / "conn_long.log", ("long", 100), ("other", 10))
    for octets in (250, 300):
        process = run.start()
        _until(lambda size=size: run.position() == size, process)  # type: ignore[misc]
        process.kill()
        process.communicate()
        size = log_of(logs / "conn_long.log", ("long", octets))
    log_of(logs / "conn.log", ("other", 15), ("long", 420))
    run.finish("--once")
    pipeline = Pipeline(SITE, CoreSettings())
    pipeline.restore(SqliteReader(run.state).state())
    (path,) = pipeline.paths()
    assert path.initiator_octets == 15 + 420
