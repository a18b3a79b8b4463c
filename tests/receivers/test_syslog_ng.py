"""Alerts to a real syslog-ng: structured data and LEEF come apart there as they were written, and framing is strict."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.alert import Alert
from schemas.formats.alerts.registry import from_origin
from schemas.formats.alerts.siem.syslog import framed_3164, framed_5424, structured_at
from streams.outputs.sink import Outgoing
from streams.outputs.syslog.datagrams import SyslogDatagrams
from streams.outputs.syslog.place import Place
from streams.outputs.syslog.stream import SyslogStream
from streams.outputs.tls import TlsSettings, context_of
from tests.kafka.world import until
from tests.receivers import certificates
from tests.receivers.certificates import Certificates
from tests.receivers.syslog_ng import SyslogNg
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, ONE_EACH, whole

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates.made(tmp_path_factory.mktemp("pems"))


@pytest.fixture(scope="module")
def syslog_ng(tmp_path_factory: pytest.TempPathFactory, pems: Certificates, repository: Path) -> Iterator[SyslogNg]:
    leef = (repository / "deploy" / "siem" / "syslog-ng" / "leef.conf").read_text()
    one = SyslogNg(tmp_path_factory.mktemp("syslog-ng"), pems, leef)
    yield one
    one.stop()


def structured(outgoing: Outgoing, sent_s: float) -> bytes:
    return structured_at(outgoing.alert, HERE, sent_s)


def in_3164(outgoing: Outgoing, sent_s: float) -> bytes:
    return framed_3164(outgoing.alert, outgoing.body, HERE, sent_s)


def in_5424(outgoing: Outgoing, sent_s: float) -> bytes:
    return framed_5424(outgoing.alert, outgoing.body, HERE, sent_s)


def leef_of(alert: Alert) -> Outgoing:
    return Outgoing(alert, from_origin("leef", HERE)(alert))


def of_each_kind(first: str) -> list[Alert]:
    """An alert of each kind, and a hostile one, with ids of their own."""
    hostile = whole(title=HOSTILE, summary=HOSTILE, site=HOSTILE)
    alerts = [*ONE_EACH, hostile]
    return [msgspec.structs.replace(alert, id=f"{first}{number:015x}") for number, alert in enumerate(alerts)]


def test_structured_data_comes_apart_there_as_it_was_written(syslog_ng: SyslogNg) -> None:
    sent = of_each_kind("a")
    sink = SyslogStream(Place("127.0.0.1", syslog_ng.tcp), structured)
    sink.deliver([Outgoing(alert, b"") for alert in sent])
    sink.close()

    def taken() -> dict[str, dict[str, str]]:
        found = [one["_SDATA"]["weir@32473"] for one in syslog_ng.taken() if "_SDATA" in one]
        return {one["id"]: one for one in found if one["id"].startswith("a")}

    until(lambda: len(taken()) == len(sent), "syslog-ng has written them all")
    for alert in sent:
        _, parameters, _ = parsers.rfc5424(structured_at(alert, HERE, 0.0).decode())
        assert taken()[alert.id] == parameters


def test_leef_of_every_kind_comes_apart_there_as_it_was_written(syslog_ng: SyslogNg) -> None:
    sent = of_each_kind("b")
    sink = SyslogStream(Place("127.0.0.1", syslog_ng.tcp), in_5424)
    sink.deliver([leef_of(alert) for alert in sent])
    sink.close()

    def taken() -> dict[str, dict[str, Any]]:
        return {one["_leef"]["alertId"]: one for one in syslog_ng.taken() if "_leef" in one}

    until(lambda: len(taken()) == len(sent), "syslog-ng has written them all")
    for alert in sent:
        fields, attributes = parsers.leef(from_origin("leef", HERE)(alert).decode())
        one = taken()[alert.id]
        assert one["_leef"] == attributes
        named = one["_weir"]
        assert [named["vendor"], named["product"], named["release"], named["event"]] == fields
        assert one["HOST"] == HERE.host


def test_the_older_header_arrives_in_lines_with_its_host(syslog_ng: SyslogNg) -> None:
    sink = SyslogStream(Place("127.0.0.1", syslog_ng.lines), in_3164, framing="newline")
    sink.deliver([leef_of(whole(id="c" * 16))])
    sink.close()

    def taken() -> list[dict[str, Any]]:
        return [one for one in syslog_ng.taken() if "c" * 16 in one["MESSAGE"]]

    until(lambda: len(taken()) == 1, "syslog-ng has written it")
    # It takes what stands before the first colon for the tag.
    assert (taken()[0]["HOST"], taken()[0]["PROGRAM"]) == (HERE.host, "LEEF")


def test_a_datagram_is_an_alert(syslog_ng: SyslogNg) -> None:
    sink = SyslogDatagrams(Place("127.0.0.1", syslog_ng.udp), structured)
    sink.deliver([Outgoing(whole(id="d" * 16), b"")])
    sink.close()
    until(lambda: any("d" * 16 in str(one.get("_SDATA")) for one in syslog_ng.taken()), "syslog-ng has written it")


def test_lines_where_frames_are_counted_are_not_taken(syslog_ng: SyslogNg) -> None:
    sink = SyslogStream(Place("127.0.0.1", syslog_ng.tcp), structured, framing="newline")
    many = [Outgoing(whole(id="e" * 16), b"")] * 1_000

    def deliver_all() -> None:
        for one in many:
            sink.deliver([one])

    with pytest.raises(OSError, match=r"closed|reset|broken"):
        deliver_all()
    sink.close()
    until(lambda: "Invalid frame header" in syslog_ng.said(), "syslog-ng says why")
    assert not any("e" * 16 in str(one) for one in syslog_ng.taken())


def test_a_known_client_delivers_over_tls_and_a_stranger_does_not(syslog_ng: SyslogNg, pems: Certificates) -> None:
    def deliver(first: str, cert: Path, key: Path) -> None:
        tls = context_of(TlsSettings(ca_file=str(pems.authority), cert_file=str(cert), key_file=str(key)))
        sink = SyslogStream(Place("localhost", syslog_ng.tls), structured, tls=tls)
        try:
            sink.deliver([Outgoing(whole(id=first * 16), b"")])
        finally:
            sink.close()

    with pytest.raises(OSError, match=r"refuse|alert|closed|reset|broken|EOF"):
        deliver("f", pems.stranger, pems.stranger_key)
    deliver("9", pems.client, pems.client_key)
    until(lambda: any("9" * 16 in str(one.get("_SDATA")) for one in syslog_ng.taken()), "syslog-ng has written it")
    assert not any("f" * 16 in str(one) for one in syslog_ng.taken())
