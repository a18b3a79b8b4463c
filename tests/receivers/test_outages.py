"""Receivers that are away, slow, or fail: none of their alerts is lost, and what comes twice is the same twice.

Each waits for its outage's end in earnest: the outage is scaled, the sockets are real.
"""

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from streams.outputs.settings import OutputSettings
from tests.chaos import Chaos
from tests.kafka.world import until
from tests.receivers import certificates
from tests.receivers.answering import Asked, Hangup, Reply, answering
from tests.receivers.certificates import Certificates
from tests.receivers.outages import (
    RECEIVERS,
    TIMEOUT_S,
    Feed,
    Outage,
    Receiver,
    Webhooks,
    all_taken,
    delivering,
    feeding,
    keys,
    lines_of,
    numbered,
    settings_of,
)
from tests.receivers.rsyslog import Rsyslog, free_port
from tests.schemas.formats.alerts import parsers

pytestmark = pytest.mark.fault

ALERTS_A_S = 200
OUTAGE_S = 0.6
ALERTS = 150
"""In each of the smaller outages: they are about what is answered, not about how much waits."""


@pytest.fixture
def pems(tmp_path: Path) -> Certificates:
    return certificates.made(tmp_path)


def report(chaos: Chaos, fault: str, sent: int, receiver: Receiver) -> None:
    chaos.report(fault, repetitions=1, flows=(0, 0), alerts=(sent, len(receiver.bodies)), duplicates=receiver.differing)


Fault = Callable[[Receiver, Asked], Reply]


def refuses(_receiver: Receiver, _asked: Asked) -> Reply:
    return Reply(401, b"token unknown")


def fails(_receiver: Receiver, _asked: Asked) -> Reply:
    return Reply(500, b"out of order")


def is_busy(_receiver: Receiver, _asked: Asked) -> Reply:
    return Reply(429, headers={"retry-after": "1"})


def hangs_up(_receiver: Receiver, _asked: Asked) -> Reply:
    raise Hangup


def takes_and_hangs_up(receiver: Receiver, asked: Asked) -> Reply:
    receiver.take(asked)
    raise Hangup


def takes_and_is_slow(receiver: Receiver, asked: Asked) -> Reply:
    reply = receiver.take(asked)
    time.sleep(TIMEOUT_S * 1.2)
    return reply


FAULTS: dict[str, Fault] = {
    "refuses the token": refuses,
    "answers 500": fails,
    "answers 429 with Retry-After": is_busy,
    "closes amid a request": hangs_up,
    "closes before it answers": takes_and_hangs_up,
    "is slower than the time-out": takes_and_is_slow,
}


@pytest.mark.parametrize("made", RECEIVERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_receiver_that_fails_for_a_while_misses_nothing(
    chaos: Chaos, made: Callable[[], Receiver], fault: str
) -> None:
    receiver, outage, feed, sent = made(), Outage(OUTAGE_S), Feed(), numbered(ALERTS)

    def answer(asked: Asked) -> Reply:
        return FAULTS[fault](receiver, asked) if outage.on else receiver.take(asked)

    with answering(answer) as server, delivering("hook", settings_of(receiver, server.url), feed) as delivery:
        feeder = feeding(feed, lines_of(sent), OUTAGE_S)
        feeder.join()
        fared = all_taken(delivery)
    assert outage.met
    assert fared.failures
    assert receiver.bodies.keys() == keys(sent)
    report(chaos, f"output: {made.__name__.lower()}, receiver {fault}", ALERTS, receiver)


def serving(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize("wrong", ["expired", "other_host"])
def test_a_certificate_that_is_not_believed_gets_nothing_until_it_is_renewed(
    chaos: Chaos, pems: Certificates, wrong: str
) -> None:
    receiver, feed, sent, port = Webhooks(), Feed(*numbered(ALERTS)), numbered(ALERTS), free_port()
    settings = settings_of(receiver, f"https://localhost:{port}", pems.authority)
    bad = serving(getattr(pems, wrong), getattr(pems, f"{wrong}_key"))
    with ExitStack() as stack:
        with answering(receiver.take, tls=bad, port=port):
            delivery = stack.enter_context(delivering("hook", settings, feed))
            until(lambda: delivery.fared().failures >= 3, "it is tried again")
            assert "certificate verify failed" in str(delivery.fared().error)
            assert receiver.times == 0
        with answering(receiver.take, tls=serving(pems.server, pems.server_key), port=port):
            all_taken(delivery)
    assert receiver.bodies.keys() == keys(sent)
    report(chaos, f"output: webhooks, certificate {wrong.replace('_', ' ')}", ALERTS, receiver)


def test_a_name_that_is_not_found_for_a_while_costs_nothing(chaos: Chaos, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver, feed, sent, resolve = Webhooks(), Feed(*numbered(ALERTS)), numbered(ALERTS), socket.getaddrinfo
    gone = True

    def resolved(host: str, *arguments: Any, **named: Any) -> object:
        if gone and host == "localhost":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with answering(receiver.take) as server:
        settings = settings_of(receiver, server.url.replace("127.0.0.1", "localhost"))
        with delivering("hook", settings, feed) as delivery:
            until(lambda: delivery.fared().failures >= 3, "it is tried again")
            assert "name resolution" in str(delivery.fared().error)
            gone = False
            all_taken(delivery)
    assert receiver.bodies.keys() == keys(sent)
    report(chaos, "output: webhooks, name server away", ALERTS, receiver)


def test_all_receivers_away_under_load_get_all_once_they_are_back(
    chaos: Chaos, tmp_path: Path, pems: Certificates
) -> None:
    """A minute at 200 alerts a second, scaled to 2 s; ten minutes as they are in `make chaos`."""
    real_s, scaled_s = (600.0, 600.0) if chaos.full else (60.0, 2.0)
    alerts = numbered(int(ALERTS_A_S * real_s))
    few = alerts if chaos.full else alerts[: len(alerts) // 10]
    receivers = [made() for made in RECEIVERS]
    ports = [free_port() for _ in receivers]
    # A request an alert: of the scaled minute it gets a tenth.
    lines = lines_of(alerts)
    due = [few if isinstance(receiver, Webhooks) else alerts for receiver in receivers]
    feeds = [Feed() for _ in receivers]
    rsyslog, syslog = Rsyslog(tmp_path, pems), Feed()
    syslog_settings = OutputSettings(to=f"syslog+tcp://127.0.0.1:{rsyslog.tcp}", format="cef", timeout_s=TIMEOUT_S)
    with ExitStack() as stack:
        deliveries = [
            stack.enter_context(delivering("hook", settings_of(receiver, f"http://127.0.0.1:{port}"), feed))
            for receiver, port, feed in zip(receivers, ports, feeds, strict=True)
        ]
        deliveries.append(stack.enter_context(delivering("siem", syslog_settings, syslog)))
        feeders = [feeding(feed, lines[: len(own)], scaled_s) for feed, own in zip(feeds, due, strict=True)]
        feeders.append(feeding(syslog, lines, scaled_s))
        for feeder in feeders:
            feeder.join()
        assert all(delivery.fared().failures_in_a_row for delivery in deliveries)
        for receiver, port in zip(receivers, ports, strict=True):
            stack.enter_context(answering(receiver.take, port=port))
        rsyslog.start()
        stack.callback(rsyslog.stop)
        back_s = time.monotonic()
        for delivery in deliveries:
            all_taken(delivery)
        recovery_s = time.monotonic() - back_s

        def arrived() -> set[tuple[str, int]]:
            events = (parsers.cef(one["msg"].strip())[1] for one in rsyslog.taken())
            return {(event["externalId"], int(event["cn1"])) for event in events}

        until(lambda: arrived() == keys(alerts), "rsyslog has written them all")
    for receiver, own in zip(receivers, due, strict=True):
        assert receiver.bodies.keys() == keys(own)
    minutes = f"{real_s / 60:.0f} min"
    chaos.report(
        f"output: webhook, HEC, bulk, syslog away for {minutes} at 200 alerts/s", repetitions=1, flows=(0, 0),
        alerts=(sum(map(len, due)) + len(alerts), sum(len(one.bodies) for one in receivers) + len(arrived())),
        duplicates=sum(one.differing for one in receivers), recovery_s=[recovery_s],
    )  # fmt: skip


@pytest.mark.parametrize("over", ["tcp", "tls"])
def test_an_rsyslog_that_is_killed_under_load_misses_nothing(
    chaos: Chaos, tmp_path: Path, pems: Certificates, over: str
) -> None:
    kills, sent, feed, rsyslog = chaos.times(20, 2), numbered(600), Feed(), Rsyslog(tmp_path, pems)
    port = rsyslog.tcp if over == "tcp" else rsyslog.tls
    settings = OutputSettings(to=f"syslog+{over}://localhost:{port}", format="cef", timeout_s=2.0)
    if over == "tls":
        settings = msgspec.structs.replace(
            settings, ca_file=str(pems.authority), cert_file=str(pems.client), key_file=str(pems.client_key)
        )
    rsyslog.start()
    try:
        with delivering("siem", settings, feed) as delivery:
            for kill in range(kills):
                feed.add(*sent[kill * len(sent) // kills : (kill + 1) * len(sent) // kills])
                until(lambda: delivery.fared().waiting == 0, "they are under way")
                rsyslog.kill()
                rsyslog.start()
            # Whoever died unread is told by the next connection: it begins with one more alert.
            last = numbered(1, first=len(sent))
            feed.add(*last)
            all_taken(delivery)
            due = keys([*sent, *last])

            def arrived() -> set[tuple[str, int]]:
                events = (parsers.cef(one["msg"].strip())[1] for one in rsyslog.taken())
                return {(event["externalId"], int(event["cn1"])) for event in events}

            until(lambda: arrived() == due, "rsyslog has written every alert, some twice")
    finally:
        rsyslog.stop()
    chaos.report(
        f"output: syslog over {over.upper()}, rsyslog killed", repetitions=kills, flows=(0, 0),
        alerts=(len(due), len(arrived())), duplicates=0,
    )  # fmt: skip
