"""The doctor's look at a receiver: reachable, certificate, clock; no alert is sent, no secret is told."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from streams.checkup import Diagnosis
from streams.outputs.reach.checkup import look_at
from streams.outputs.settings import OutputSettings
from streams.secret import Secret
from tests.receivers import certificates
from tests.receivers.answering import answering
from tests.receivers.certificates import Certificates
from tests.receivers.rsyslog import free_port


@pytest.fixture
def pems(tmp_path: Path) -> Certificates:
    return certificates.made(tmp_path)


def serving(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def over_tls(pems: Certificates, certificate: Path, key: Path, ahead_s: float = 0.0) -> Diagnosis:
    with answering(tls=serving(certificate, key)) as server:
        settings = OutputSettings(to=f"{server.url}/secret-path", ca_file=str(pems.authority), token=Secret("secret"))
        found = look_at(settings, lambda: time.time() + ahead_s)
        assert server.asked == []
    assert "secret" not in f"{found.said} {found.remedy}"
    return found


def test_a_receiver_that_is_well_is_told_with_its_days_and_its_clock(pems: Certificates) -> None:
    found = over_tls(pems, pems.server, pems.server_key)
    assert found.status == "ok"
    assert "answers; TLSv1.3, the certificate holds for 36" in found.said
    assert "its clock differs by" in found.said


def test_a_certificate_that_ends_soon_is_warned_of(pems: Certificates) -> None:
    found = over_tls(pems, pems.ending, pems.ending_key)
    assert found.status == "warn"
    assert "holds for 10 days" in found.said


def test_a_certificate_that_has_expired_or_is_anothers_is_an_error(pems: Certificates) -> None:
    expired = over_tls(pems, pems.expired, pems.expired_key)
    other = over_tls(pems, pems.other_host, pems.other_host_key)
    stranger = over_tls(pems, pems.stranger, pems.stranger_key)
    assert [one.status for one in (expired, other, stranger)] == ["fail", "fail", "fail"]
    assert "certificate has expired" in expired.said
    assert "Hostname mismatch" in other.said
    assert "is not believed" in stranger.said


def test_our_own_certificate_is_looked_at_too(pems: Certificates) -> None:
    def ours(certificate: Path, key: Path) -> Diagnosis:
        with answering(tls=serving(pems.server, pems.server_key)) as server:
            return look_at(
                OutputSettings(
                    to=server.url, ca_file=str(pems.authority), cert_file=str(certificate), key_file=str(key)
                )
            )

    well, ending, expired = (
        ours(pems.client, pems.client_key), ours(pems.ending, pems.ending_key), ours(pems.expired, pems.expired_key),
    )  # fmt: skip
    assert [one.status for one in (well, ending, expired)] == ["ok", "warn", "fail"]
    assert "answers; TLSv1.3, the certificate holds for 36" in ending.said
    assert f"our certificate {pems.ending} holds for 10 days" in ending.said
    assert "renew it" in str(expired.remedy)
    away = look_at(OutputSettings(to="kafka+tls://localhost:1/soc", cert_file=str(pems.expired)))
    assert away.status == "fail"


def test_a_clock_that_differs_is_warned_of() -> None:
    with answering() as server:
        found = look_at(OutputSettings(to=server.url), lambda: time.time() + 300.0)
    assert found.status == "warn"
    assert "its clock differs by" in found.said


def test_who_is_not_there_or_has_no_name_is_an_error() -> None:
    away = look_at(OutputSettings(to=f"syslog+tcp://127.0.0.1:{free_port()}"))
    nameless = look_at(OutputSettings(to="syslog+udp://nowhere.invalid"))
    assert (away.status, nameless.status) == ("fail", "fail")
    assert "Connection refused" in away.said
    assert "the name is not found" in nameless.said


def greets(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(b"220 mail.example\r\n")
        while connection.recv(4_096):
            pass


def test_a_port_that_speaks_otherwise_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.listen()
        port = server.getsockname()[1]
        tcp = look_at(OutputSettings(to=f"syslog+tcp://127.0.0.1:{port}"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        thread = threading.Thread(target=greets, args=(other,))
        thread.start()
        plain = look_at(OutputSettings(to=f"syslog+tls://127.0.0.1:{other.getsockname()[1]}"))
        thread.join()
    assert tcp.status == "ok"
    assert plain.status == "fail"
    assert "no TLS" in plain.said


def test_a_file_needs_a_folder_that_may_be_written_to(tmp_path: Path) -> None:
    assert look_at(OutputSettings(to=f"file:{tmp_path}/new/alerts.ndjson")).status == "ok"
    (tmp_path / "a-file").write_text("")
    assert look_at(OutputSettings(to=f"file:{tmp_path}/a-file/alerts.ndjson")).status == "fail"


def test_a_kind_that_it_does_not_know_is_left_to_the_test_alert() -> None:
    assert "weir sinks test" in look_at(OutputSettings(to="other:thing")).said
