"""The way back, whole: words come over HTTP into `weir run`, and its webhook tells the alert's next revision."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec import convert

from schemas import codec
from schemas.alert import Alert
from schemas.verdict import Verdict
from streams.listener.settings import ListenerSettings, MapSettings
from streams.listener.word import Refused, Word
from streams.secret import Secret
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.answering import Answering, Reply, answering
from tests.started import Started, start
from tests.streams.embedded.test_loop import a_flow
from weir.admin.reader import open_reader
from weir.errors import UserError
from weir.settings.sections import Settings
from weir.wiring.listening import Taker, listening_to

ALERT = "0123456789abcdef0123"

TOKEN = "a-token-of-32-characters-at-least"

ZONES = """
[[zones]]
zone = "office"
side = "it"
level = 4
cidrs = ["10.0.0.0/24"]
[[zones]]
zone = "cell"
side = "ot"
level = 1
cidrs = ["10.1.0.0/24"]
"""


class Live:
    """A `weir run` over one crossing that has just been seen, with a webhook and a listener."""

    def __init__(self, folder: Path, hook: Answering, *, more: str = "", environment: dict[str, str]) -> None:
        self.folder, self.hook = folder, hook
        (folder / "zones.toml").write_text(ZONES)
        (folder / "token").write_text(f"{TOKEN}\n")
        flow, now = a_flow(0), time.time()
        (folder / "flows.ndjson").write_bytes(
            codec.encode_lines([msgspec.structs.replace(flow, start=now - 2.0, end=now - 1.0)])
        )
        (folder / "weir.toml").write_text(
            f'[embedded]\nsources = ["flows.ndjson"]\nzones = ["zones.toml"]\npoll_s = 0.02\n'
            f'[policy]\nrules = [{{ from = "it", to = "ot", action = "forbidden" }}]\n'
            f'[listener]\nport = 0\ntoken_file = "token"\n[outputs.hook]\nto = "{hook.url}"\n{more}'
        )
        self._log = folder / "log"
        self.process: Started = start(
            "weir", "run", "--settings", "weir.toml", "-q", environment=environment, output=self._log
        )

    def said(self) -> str:
        return self._log.read_text()

    def alerts(self) -> list[Alert]:
        return [msgspec.json.decode(asked.body, type=Alert) for asked in self.hook.asked]

    def url(self) -> str:
        until(lambda: "verdicts are taken at" in self.said(), "it listens")
        return self.said().partition("verdicts are taken at ")[2].split()[0]


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    monkeypatch.chdir(tmp_path)
    with answering(lambda _asked: Reply(204)) as hook:
        running = Live(tmp_path, hook, environment={"PATH": "/usr/bin"})
        yield running
        running.process.terminate()
        running.process.wait(PATIENCE_S)


def test_a_word_that_is_posted_comes_back_as_the_alerts_next_revision(live: Live) -> None:
    until(lambda: bool(live.alerts()), "the alert arrives")
    (first, *_) = live.alerts()
    said = {"alert": first.id, "decision": "expected", "author": "ana", "reason": "the new historian"}
    answer = httpx.post(live.url(), json=said, headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 202, answer.text
    assert answer.json()["covers"].startswith("1 path of ")
    until(lambda: live.alerts()[-1].status == "expected", "the revision arrives")
    last = live.alerts()[-1]
    assert (last.id, last.revision) == (first.id, live.alerts()[-2].revision + 1)
    (line,) = (live.folder / "weir-state" / "verdicts.ndjson").read_bytes().splitlines()
    kept = msgspec.json.decode(line, type=Verdict)
    assert (kept.author, kept.reason) == ("ana", "the new historian")
    assert kept.via == "listener from 127.0.0.1"
    assert "ana says expected of alert" in live.said()
    assert TOKEN not in live.said()


def test_an_output_that_gives_no_receipt_is_told_by_the_other_and_closed_by_a_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with answering(lambda _asked: Reply(204)) as hook, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as syslog:
        syslog.bind(("127.0.0.1", 0))
        more = (
            f'[outputs.syslog]\nto = "syslog+udp://127.0.0.1:{syslog.getsockname()[1]}"\n'
            "heartbeat_every_s = 1.0\nheartbeat_within_s = 1.0\n"
        )
        live = Live(tmp_path, hook, more=more, environment={"PATH": "/usr/bin"})

        def of_kind() -> list[Alert]:
            return [alert for alert in live.alerts() if alert.kind == "heartbeat-missing"]

        until(lambda: bool(of_kind()), "the other output is told")
        headers = {"authorization": f"Bearer {TOKEN}"}
        assert httpx.post(f"{live.url()[:-9]}/receipts", json={"id": "x"}, headers=headers).status_code == 404

        def closed() -> bool:
            """Answer each heartbeat as a receiver of syslog does."""
            body = syslog.recv(65_536)
            alert = msgspec.json.decode(body[body.index(b"{") :], type=Alert)
            if alert.kind == "heartbeat":
                httpx.post(f"{live.url()[:-9]}/receipts", json={"id": alert.id}, headers=headers)
            return of_kind()[-1].status == "closed"

        until(closed, "a receipt closes it")
        live.process.terminate()
        assert live.process.wait(PATIENCE_S) == 0
    opened, *_, last = of_kind()
    assert (opened.id, opened.revision) == (last.id, last.revision - 1)
    assert hook.url not in live.said()
    assert not [alert for alert in live.alerts() if alert.kind == "heartbeat"]


@pytest.fixture
def state(tmp_path: Path) -> Settings:
    """A state folder with one alert, that nothing runs on."""
    from streams.stores.sqlite import SqliteStore
    from tests.streams.records import a_checkpoint, an_alert

    async def filled() -> None:
        store = SqliteStore(tmp_path / "state")
        await store.load()
        await store.commit(a_checkpoint(alerts=(an_alert(ALERT),)))
        await store.close()

    asyncio.run(filled())
    return convert({"embedded": {"state_dir": str(tmp_path / "state")}}, Settings)


def taker(settings: Settings) -> Taker:
    return Taker(lambda: open_reader(settings, kafka=False), settings, clock=lambda: 1_800_000_000.0)


def test_what_is_taken_says_what_it_covers_and_lies_in_the_inbox(state: Settings, tmp_path: Path) -> None:
    taken = taker(state)(Word(ALERT[:8], "mute", "ana"), "siem from 10.0.0.9")
    assert taken.alert == ALERT
    assert taken.said.startswith("mute: it covers ")
    assert taken.until == 1_800_000_000.0 + 7 * 86_400
    assert any("nothing runs" in note for note in taken.notes)
    assert (tmp_path / "state" / "verdicts.ndjson").read_bytes().count(b"siem from 10.0.0.9") == 1


@pytest.mark.parametrize(
    ("word", "status", "field"),
    [
        (Word("ffff00000000", "expected", "ana"), 404, "alert"),
        (Word("ab", "expected", "ana"), 400, "alert"),
        (Word("0123", "mute", "ana", None, "a while"), 400, "for"),
        (Word("0123", "forget", "ana", None, "8h"), 400, "for"),
    ],
)
def test_what_is_not_taken_is_told_with_its_field(state: Settings, word: Word, status: int, field: str) -> None:
    with pytest.raises(Refused) as told:
        taker(state)(word, "siem from 10.0.0.9")
    assert (told.value.status, told.value.field) == (status, field)


def test_without_a_state_it_is_to_come_again_later(tmp_path: Path) -> None:
    settings = convert({"embedded": {"state_dir": str(tmp_path / "none")}}, Settings)
    with pytest.raises(Refused) as told:
        taker(settings)(Word("0123", "expected", "ana"), "siem")
    assert (told.value.status, told.value.after_s) == (503, 10.0)


def test_a_secret_that_can_be_guessed_and_a_file_that_is_none_end_the_start() -> None:
    for own, said in (
        (ListenerSettings(port=0, token=Secret("short")), "fewer than 16 characters"),
        (ListenerSettings(port=0, token_file="not-there"), "not-there: no such file"),
        (ListenerSettings(port=0, token=Secret(TOKEN), cert_file="not-there"), "not-there: no such file"),
        (ListenerSettings(port=0, maps={"t": MapSettings(kind="teams", secret=Secret("?" * 20))}), "is base64"),
    ):
        with (
            pytest.raises(UserError, match=said) as told,
            listening_to(Settings(listener=own), kafka=False, receipt=lambda _id: False),
        ):
            pass
        assert TOKEN not in str(told.value)


def test_where_no_port_is_set_nobody_listens() -> None:
    with listening_to(Settings(), kafka=False, receipt=lambda _id: False) as url:
        assert url is None
