"""Poison in files, through `weir replay` and `weir run`: dead letters, all counted, and what is good is taken."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from replay.summary import Figures
from schemas import codec
from schemas.dead_letter import MAX_DEAD_BYTES, DeadLetter
from streams.checkpoint.refusals import LETTERS_EACH
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.models import builders as b
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

FLOOD, BAD = 5_000, 8
GOOD = [b.flow(b.MONDAY + n, b.SCADA, b.PLC) for n in range(30)]


@pytest.fixture
def poisoned(tmp_path: Path) -> Path:
    """Good flows with a line of 10 MB, deep nesting, wrong bytes, wrong times and a flood of bad lines between."""
    good = codec.encode_lines(GOOD[:10]), codec.encode_lines(GOOD[10:20]), codec.encode_lines(GOOD[20:])
    end = b'"end":%.1f' % GOOD[0].end
    line = codec.encode_lines(GOOD[:1])
    bad = [
        b'{"padding":"' + b"x" * 10_000_000 + b'"}\n',
        b"[" * 900_000 + b"\n",
        b"\xff\xfe\x00\n",
        *(line.replace(end, b'"end":' + time) for time in (b"NaN", b"-1", b"1e999", b"7258118400.0")),
        codec.encode_lines([b.flow(b.MONDAY, "nonsense", b.PLC)]),
    ]
    path = tmp_path / "flows.ndjson"
    path.write_bytes(good[0] + b"".join(bad) + good[1] + b"{}\n" * FLOOD + good[2])
    return path


def test_a_replay_takes_what_is_good_and_writes_every_letter(poisoned: Path, tmp_path: Path) -> None:
    letters, packed = tmp_path / "letters.ndjson", tmp_path / "flows.ndjson.gz"
    packed.write_bytes(gzip.compress(poisoned.read_bytes()))
    said = weir("replay", packed, "--dead-letters", letters, "--json")
    assert said.code == 0, said.error
    figures = msgspec.json.decode(said.out, type=Figures)
    assert (figures.flows, figures.dead_letters) == (len(GOOD), BAD + FLOOD)
    written = [msgspec.json.decode(line, type=DeadLetter) for line in letters.read_bytes().splitlines()]
    assert len(written) == BAD + FLOOD
    assert all(len(letter.raw) <= MAX_DEAD_BYTES for letter in written)


def test_a_run_takes_what_is_good_and_counts_every_letter(
    poisoned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    said = weir("run", poisoned, "--once", "--quiet")
    assert said.code == 0, said.error
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore(SqliteReader(tmp_path / "state").state()) == []
    assert sum(path.flows for path in pipeline.paths()) == len(GOOD)
    assert SqliteReader(tmp_path / "state").dead_letter_count() == BAD + FLOOD
    with closing(sqlite3.connect(tmp_path / "state" / DATABASE_NAME)) as connection:
        ((kept,),) = connection.execute("SELECT count(*) FROM dead_letters").fetchall()
    assert LETTERS_EACH < kept < 10 * LETTERS_EACH
