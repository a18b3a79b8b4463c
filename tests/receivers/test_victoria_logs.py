"""Alerts into a real VictoriaLogs: Splunk's events whole, and CEF read by a third parser as it was written."""

from collections.abc import Iterator

import msgspec
import pytest

from schemas.alert import Alert
from schemas.formats.alerts.registry import from_origin
from schemas.formats.alerts.siem.syslog import framed_5424
from streams.outputs.http.splunk import SplunkCollector
from streams.outputs.sink import Outgoing
from streams.outputs.syslog.place import Place
from streams.outputs.syslog.stream import SyslogStream
from tests.docs.siem.origins import flat
from tests.kafka.world import until
from tests.receivers.victoria_logs import VictoriaLogs, running
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, ONE_EACH, whole
from tests.streams.outputs.http.posted import Refusals, posting

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VictoriaLogs]:
    with running(tmp_path_factory.mktemp("victoria-logs")) as one:
        yield one


def of_each_kind() -> list[Alert]:
    hostile = whole(title=HOSTILE, summary=HOSTILE, site=HOSTILE)
    alerts = enumerate([*ONE_EACH, hostile], start=1)
    return [msgspec.structs.replace(alert, id=f"{number:016x}") for number, alert in alerts]


def test_an_event_of_every_kind_is_there_as_it_was_sent(logs: VictoriaLogs) -> None:
    sent = of_each_kind()
    sink = SplunkCollector(
        posting(logs.url), logs.url, Refusals(), acknowledged=False,
        headers={"authorization": "Splunk any", "content-type": "application/json"},
    )  # fmt: skip
    sink.deliver([Outgoing(alert, from_origin("hec", HERE)(alert)) for alert in sent])
    sink.close()
    until(lambda: len(logs.found("sourcetype:weir")) == len(sent), "VictoriaLogs has them all")
    found = {one["id"] if "id" in one else one["event.id"]: one for one in logs.found("sourcetype:weir")}
    for alert in sent:
        event = msgspec.json.decode(from_origin("hec", HERE)(alert))["event"]
        one = found[alert.id]
        for name, value in flat({key: each for key, each in event.items() if isinstance(each, str)}):
            assert one.get(name, one.get(f"event.{name}")) == value, name


def test_cef_of_every_kind_is_parsed_there_as_it_was_written(logs: VictoriaLogs) -> None:
    sent = of_each_kind()
    sink = SyslogStream(
        Place("127.0.0.1", logs.tcp), lambda one, sent_s: framed_5424(one.alert, one.body, HERE, sent_s)
    )
    sink.deliver([Outgoing(alert, from_origin("cef", HERE)(alert)) for alert in sent])
    sink.close()
    until(lambda: len(logs.found("cef.device_vendor:Weir")) == len(sent), "VictoriaLogs has them all")
    found = {one["cef.extension.externalId"]: one for one in logs.found("cef.device_vendor:Weir")}
    for alert in sent:
        header, extension = parsers.cef(from_origin("cef", HERE)(alert).decode())
        one = found[alert.id]
        assert [one["cef.device_event_class_id"], one["cef.name"], one["cef.severity"]] == header[3:]
        assert {
            key.removeprefix("cef.extension."): value for key, value in one.items() if key.startswith("cef.extension.")
        } == extension
