"""Alerts to a real rsyslog: what it parses is what was sent, and a kill, a stranger or another host lose nothing."""

from collections.abc import Iterator
from pathlib import Path

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
from tests.receivers.rsyslog import Rsyslog
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, ONE_EACH, whole

pytestmark = pytest.mark.fault


@pytest.fixture
def pems(tmp_path: Path) -> Certificates:
    return certificates.made(tmp_path)


@pytest.fixture
def rsyslog(tmp_path: Path, pems: Certificates) -> Iterator[Rsyslog]:
    made = Rsyslog(tmp_path, pems)
    made.start()
    yield made
    made.stop()


def cef_of(alert: Alert) -> Outgoing:
    return Outgoing(alert, from_origin("cef", HERE)(alert))


def in_5424(one: Outgoing, sent_s: float) -> bytes:
    return framed_5424(one.alert, one.body, HERE, sent_s)


def in_3164(one: Outgoing, sent_s: float) -> bytes:
    return framed_3164(one.alert, one.body, HERE, sent_s)


def structured(one: Outgoing, sent_s: float) -> bytes:
    return structured_at(one.alert, HERE, sent_s)


def ids(rsyslog: Rsyslog) -> set[str]:
    return {parsers.cef(one["msg"].strip())[1]["externalId"] for one in rsyslog.taken()}


def numbered(count: int, first: int = 0) -> list[Outgoing]:
    return [cef_of(whole(id=f"{number:016x}")) for number in range(first, first + count)]


def test_cef_of_every_kind_is_parsed_there_as_it_was_written(rsyslog: Rsyslog) -> None:
    hostile = msgspec.structs.replace(whole(), title=HOSTILE, summary=HOSTILE, site=HOSTILE)
    sent = [*ONE_EACH, hostile]
    sink = SyslogStream(Place("127.0.0.1", rsyslog.tcp), in_5424)
    sink.deliver([cef_of(alert) for alert in sent])
    sink.close()
    until(lambda: len(rsyslog.taken()) == len(sent), "rsyslog has written them all")
    for alert, one in zip(sent, rsyslog.taken(), strict=True):
        header, extension = parsers.cef(from_origin("cef", HERE)(alert).decode())
        assert (one["host"], one["app"], one["msgid"]) == (HERE.host, "weir", alert.kind)
        parsed = one["parsed"]["cef"]["f"]
        assert [parsed["SignatureID"], parsed["Name"], parsed["Severity"]] == header[3:6]
        # liblognorm 2.0.6 loses the first letter of the first key.
        first, *rest = extension.items()
        assert parsed["Extensions"] == {first[0][1:]: first[1]} | dict(rest)


def test_structured_data_is_parsed_there_as_it_was_written(rsyslog: Rsyslog) -> None:
    hostile = msgspec.structs.replace(whole(), title=HOSTILE, site=HOSTILE)
    sink = SyslogStream(Place("127.0.0.1", rsyslog.tcp), structured)
    sink.deliver([Outgoing(alert, b"") for alert in (whole(), hostile)])
    sink.close()
    until(lambda: len(rsyslog.taken()) == 2, "rsyslog has written both")
    for alert, one in zip((whole(), hostile), rsyslog.taken(), strict=True):
        _, parameters, _ = parsers.rfc5424(structured_at(alert, HERE, 0.0).decode())
        assert one["parsed"]["sd"]["rfc5424-sd"]["weir@32473"] == parameters


def test_the_older_header_and_datagrams_arrive_too(rsyslog: Rsyslog) -> None:
    stream = SyslogStream(Place("127.0.0.1", rsyslog.tcp), in_3164, framing="newline")
    stream.deliver([cef_of(whole())])
    stream.close()
    datagrams = SyslogDatagrams(Place("127.0.0.1", rsyslog.udp), in_3164)
    datagrams.deliver([cef_of(whole())])
    datagrams.close()
    until(lambda: len(rsyslog.taken()) == 2, "rsyslog has written both")
    assert {(one["input"], one["host"]) for one in rsyslog.taken()} == {("tcp", HERE.host), ("udp", HERE.host)}


def over_tls(rsyslog: Rsyslog, ca: Path, cert: Path, key: Path, host: str = "localhost") -> SyslogStream:
    tls = context_of(TlsSettings(ca_file=str(ca), cert_file=str(cert), key_file=str(key)))
    return SyslogStream(Place(host, rsyslog.tls), in_5424, tls=tls)


def test_a_known_client_delivers_over_tls(rsyslog: Rsyslog, pems: Certificates) -> None:
    sink = over_tls(rsyslog, pems.authority, pems.client, pems.client_key)
    sink.deliver(numbered(20))
    sink.close()
    until(lambda: len(ids(rsyslog)) == 20, "rsyslog has written them all")
    assert {one["input"] for one in rsyslog.taken()} == {"tls"}


def test_a_client_that_is_refused_counts_nothing_as_delivered(rsyslog: Rsyslog, pems: Certificates) -> None:
    sink = over_tls(rsyslog, pems.authority, pems.stranger, pems.stranger_key)
    with pytest.raises(OSError, match=r"refuse|alert|closed|reset|broken|EOF"):
        sink.deliver(numbered(3))
    sink.close()
    assert rsyslog.taken() == []
    allowed = over_tls(rsyslog, pems.authority, pems.client, pems.client_key)
    allowed.deliver(numbered(3))
    allowed.close()
    until(lambda: len(ids(rsyslog)) == 3, "what was refused is delivered by one that is known")


def test_a_server_that_nobody_vouches_for_gets_nothing(rsyslog: Rsyslog) -> None:
    anybody = SyslogStream(Place("localhost", rsyslog.tls), in_5424, tls=context_of(TlsSettings()))
    with pytest.raises(OSError, match="certificate verify failed"):
        anybody.deliver(numbered(1))


def test_a_receiver_that_is_killed_amid_alerts_loses_none(rsyslog: Rsyslog) -> None:
    sink = SyslogStream(Place("127.0.0.1", rsyslog.tcp), in_5424)
    waiting, failures = numbered(400), 0
    for round_ in range(4):
        batch = waiting[round_ * 100 : round_ * 100 + 100]
        for begin in range(0, 100, 10):
            while True:
                try:
                    sink.deliver(batch[begin : begin + 10])
                    break
                except OSError:
                    failures += 1
                    rsyslog.start()
        rsyslog.kill()
    rsyslog.start()
    sink.deliver(numbered(1, first=400))
    sink.close()
    until(lambda: len(ids(rsyslog)) == 401, "every alert is there, some twice")
    assert failures >= 3
