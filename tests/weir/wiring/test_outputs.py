"""The outputs of the settings: a name for each, and a slip is told before anything runs."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from schemas.alert import Alert
from streams.embedded.settings import EmbeddedSettings
from streams.secret import decode_secret
from streams.status.observer import SinkFared
from streams.stores.sqlite import SqliteStore
from tests.streams.records import Told, a_checkpoint, an_alert
from weir.errors import UserError
from weir.settings.sections import Settings
from weir.wiring.outputs import embedded_deliveries, outputs_of


def settings_of(text: str) -> Settings:
    return msgspec.toml.decode(text, type=Settings, dec_hook=decode_secret)


def test_the_alerts_file_is_short_for_an_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    short = outputs_of(settings_of('[embedded]\nalerts_file = "a"\n[outputs.siem]\nto = "syslog+tls://siem.example"'))
    assert list(short) == [f"ndjson:{tmp_path}/a", "siem"]
    assert short[f"ndjson:{tmp_path}/a"].to == "file:a"
    assert outputs_of(Settings()) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[outputs.a]\nto = "pigeon:home"', r"\[outputs.a\]: .* the kinds are: file"),
        ('[outputs.a]\nto = "https://a.example"\ntemplate_file = "no-such.j2"', r"\[outputs.a\]: no-such.j2"),
        (
            '[outputs.a]\nto = "https://a.example"\ntemplate = "jira"',
            "jira, line 5: .* no attribute 'project'",
        ),
        ('[outputs.a]\nto = "file:a"\nfields = {id = "x"}', "'id' is a field of ndjson itself"),
        ('[outputs.a]\nto = "file:a"\nformat = "verse"', "no format 'verse'; there are: ndjson"),
    ],
)
def test_a_slip_is_told(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        outputs_of(settings_of(text))


def test_each_has_its_delivery_and_the_terminal_shows_what_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    embedded = EmbeddedSettings(state_dir=str(tmp_path / "state"), alerts_file=str(tmp_path / "alerts"))

    async def scenario(*alerts: str) -> Told:
        store, told = SqliteStore(tmp_path / "state"), Told()
        await store.load()
        settings = Settings(embedded=embedded)
        deliveries = embedded_deliveries(settings, store, told, quiet=False, gone=lambda: None)
        deliveries.open()
        await store.commit(a_checkpoint(alerts=tuple(map(an_alert, alerts))))
        deliveries.wake()
        await deliveries.finish(asyncio.Event())
        deliveries.close()
        await store.close()
        return told

    asyncio.run(scenario("a1", "a2"))
    told = asyncio.run(scenario("a3"))
    fared = {fact.sink: fact.delivered for fact in told if isinstance(fact, SinkFared)}
    assert fared == {f"ndjson:{tmp_path}/alerts": 1, "terminal": 1}
    assert (tmp_path / "alerts").read_bytes().count(b"\n") == 3
    assert [capsys.readouterr().out.count(f"title of a{number}") for number in (1,)] == [1]


def test_after_a_restart_a_revision_that_only_counts_on_is_still_no_news(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scenario(*alerts: Alert) -> None:
        store = SqliteStore(tmp_path / "state")
        await store.load()
        settings = Settings(embedded=EmbeddedSettings(state_dir=str(tmp_path / "state")))
        deliveries = embedded_deliveries(settings, store, Told(), quiet=False, gone=lambda: None)
        deliveries.open()
        await store.commit(a_checkpoint(alerts=alerts))
        deliveries.wake()
        await deliveries.finish(asyncio.Event())
        deliveries.close()
        await store.close()

    first = msgspec.structs.replace(an_alert("a1"), level="low")
    asyncio.run(scenario(first))
    assert capsys.readouterr().out.count("title of a1") == 1
    more = msgspec.structs.replace(first, revision=2, count=9)
    risen = msgspec.structs.replace(first, revision=3, count=20, level="high")
    asyncio.run(scenario(more, risen))
    (line,) = capsys.readouterr().out.splitlines()
    assert "risen from low" in line
