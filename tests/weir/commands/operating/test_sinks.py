"""`weir sinks`: where each output stands, and whether a test arrives."""

import asyncio
import json
from pathlib import Path

import pytest

from streams.outputs.outbox import Cursor
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.receivers.answering import Reply, answering
from tests.streams.records import a_checkpoint, an_alert
from tests.weir.command_line import weir


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings(folder: Path, *outputs: str) -> None:
    (folder / "weir.toml").write_text("\n".join(outputs), encoding="utf-8")


async def filled(state: Path) -> None:
    store = SqliteStore(state)
    await store.load()
    await store.commit(a_checkpoint(alerts=tuple(map(an_alert, ("a", "b", "c")))))
    outbox = SqliteOutbox(state / DATABASE_NAME, lambda: store.newest_sequence)
    outbox.open()
    outbox.keep("siem", Cursor({0: 1}))
    outbox.close()
    await store.close()


def test_each_output_has_a_row_with_what_waits(folder: Path) -> None:
    settings(folder, '[outputs.siem]\nto = "syslog+tls://siem.example"\nformat = "cef"',
             '[outputs.chat]\nto = "https://hooks.example/secret-path"')  # fmt: skip
    asyncio.run(filled(folder / "weir-state"))
    said = weir("sinks", "list")
    rows = {line.split()[0]: line for line in said.out.splitlines()}
    assert " 2 " in rows["siem"]
    assert "never ran" in rows["chat"]
    assert "secret-path" not in said.out
    found = [json.loads(line) for line in weir("sinks", "list", "--json").out.splitlines()]
    assert [(one["name"], one.get("waiting")) for one in found] == [("siem", 2), ("chat", None)]


def test_without_outputs_it_says_where_they_are_set(folder: Path) -> None:
    settings(folder, "")
    asyncio.run(filled(folder / "weir-state"))
    said = weir("sinks", "list")
    assert said.code == 0
    assert "[outputs.NAME]" in said.error


def test_a_test_that_arrives_is_said_with_its_bytes(folder: Path) -> None:
    with answering() as server:
        settings(folder, f'[outputs.hook]\nto = "{server.url}"')
        said = weir("sinks", "test", "hook")
        (asked,) = server.asked
    assert said.code == 0
    assert "hook: taken within" in said.error
    assert said.out.strip() == asked.body.decode()


def test_a_test_that_does_not_arrive_is_an_error(folder: Path) -> None:
    with answering(lambda _asked: Reply(400, b"no")) as server:
        settings(folder, f'[outputs.hook]\nto = "{server.url}"')
        said = weir("sinks", "test", "hook")
    assert said.code == 1
    assert "refused for good: HTTP 400: no" in said.error
    assert "did you mean" in weir("sinks", "test", "hok").error


def test_a_receiver_is_prepared(folder: Path) -> None:
    with answering() as server:
        settings(folder, f'[outputs.search]\nto = "bulk+{server.url}"\nformat = "ecs"')
        said = weir("sinks", "setup", "search")
    assert "the index template weir-alerts-weir for alerts-weir* is in place" in said.out
