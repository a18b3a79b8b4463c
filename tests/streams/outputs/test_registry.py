"""An output is KIND:WHERE; what is none says which kinds and formats there are."""

from pathlib import Path

import pytest

from streams.outputs.http.bulk import Bulk
from streams.outputs.http.splunk import SplunkCollector
from streams.outputs.http.webhook import Webhook
from streams.outputs.registry import SINKS, formats_for, kind_of, sink_name, sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing, Sink
from streams.outputs.syslog.datagrams import SyslogDatagrams
from streams.outputs.syslog.stream import SyslogStream
from streams.secret import Secret
from tests.receivers.answering import answering
from tests.schemas.formats.alerts.alerts import HERE, whole
from tests.streams.outputs.http.posted import Refusals, numbered


def made(to: str, form: str = "ndjson", **settings: object) -> Sink:
    return sink_of(OutputSettings(to=to, format=form, **settings), HERE, Refusals())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to", "form", "kind"),
    [
        ("syslog+udp://siem.example", "cef", SyslogDatagrams),
        ("syslog+tcp://siem.example:601", "leef", SyslogStream),
        ("syslog+tls://siem.example", "rfc5424", SyslogStream),
        ("https://hooks.example/T0/B1", "text", Webhook),
        ("splunk+https://splunk.example:8088", "hec", SplunkCollector),
        ("bulk+http://127.0.0.1:9200", "ecs", Bulk),
    ],
)
def test_every_kind_makes_its_sink_without_asking_anybody(to: str, form: str, kind: type[Sink]) -> None:
    sink = made(to, form)
    assert isinstance(sink, kind)
    sink.open(None)
    sink.close()


@pytest.mark.parametrize("to", ["", "alerts.ndjson", "file:", "pigeon:home", ":x"])
def test_what_is_no_output_says_what_there_is(to: str) -> None:
    with pytest.raises(ValueError, match="the kinds are: file"):
        made(to)


@pytest.mark.parametrize(
    ("to", "form", "said"),
    [
        ("file:a", "verse", "no format 'verse'; there are: ndjson"),
        ("file:a", "text", "file takes no format 'text'"),
        ("splunk+https://splunk.example", "cef", "takes no format 'cef'; it takes: hec"),
        ("bulk+https://os.example", "ndjson", "it takes: ecs"),
        ("syslog+tcp:siem.example", "cef", "is no place"),
        ("https:hooks.example", "ndjson", "is no URL"),
        ("https://user:password@hooks.example", "ndjson", "is no URL"),
    ],
)
def test_a_slip_says_what_would_do(to: str, form: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made(to, form)


def test_a_setting_that_does_nothing_for_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="template does nothing for file: it is for http, https"):
        made("file:a", template="slack")


def test_tokens_and_secrets_come_from_files_too_and_stand_in_no_error(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t0k3n\n")
    with answering() as server:
        sink = made(server.url, token_file=str(tmp_path / "token"), secret=Secret("s3cret"), headers={"x-a": "b"})
        sink.deliver(numbered("ndjson", 1))
        sink.close()
        (asked,) = server.asked
    assert (asked.headers["authorization"], asked.headers["x-a"]) == ("Bearer t0k3n", "b")
    assert asked.headers["webhook-signature"].startswith("v1,")
    with pytest.raises(OSError, match="no-such-file"):
        made("https://hooks.example", token_file=str(tmp_path / "no-such-file"))


def test_a_webhooks_path_is_as_good_as_a_password_and_stands_in_no_error() -> None:
    with answering() as server:
        url = server.url
    sink = made(f"{url}/services/T0/secret-path")
    with pytest.raises(OSError, match=r".") as told:
        sink.deliver([Outgoing(whole(), b"{}")])
    assert "secret-path" not in str(told.value)


def test_every_kind_takes_some_format() -> None:
    assert all(formats_for(kind) for kind in SINKS)
    assert kind_of(OutputSettings(to="file:a")) == ("file", "a")


def test_a_file_has_one_name_from_wherever_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sink_name("file:alerts", "ndjson") == sink_name(f"file:{tmp_path}/alerts", "ndjson")
    assert sink_name("file:alerts", "ndjson") != sink_name("file:alerts", "other")
