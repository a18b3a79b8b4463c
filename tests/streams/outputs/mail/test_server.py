"""Mail to a real server with STARTTLS and a login: taken, tried again, refused for good, or held for a person."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.outputs.mail.recipients import WAIT_S
from streams.outputs.mail.server import Mail, MailBarred
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Sink, TryLater
from streams.secret import Secret
from tests.receivers.mail_server import MailServer, mail_server
from tests.schemas.formats.alerts.alerts import HERE
from tests.streams.outputs.http.posted import Refusals, numbered


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as started:
        yield started


def sink(server: MailServer, folder: Path, refused: Refusals | None = None, **changes: object) -> Sink:
    settings: dict[str, object] = {
        "to": f"smtp://localhost:{server.port}", "format": "text", "mail_from": "weir@plant.example",
        "mail_to": ("soc@plant.example", "ot@plant.example"), "user": "weir", "password": Secret("open sesame"),
        "ca_file": str(folder / "ca.pem"), "timeout_s": 20.0,
    }  # fmt: skip
    return sink_of(OutputSettings(**(settings | changes)), HERE, Refusals() if refused is None else refused)  # type: ignore[arg-type]


def test_alerts_arrive_over_tls_after_a_login_one_mail_for_all(server: MailServer, tmp_path: Path) -> None:
    mail = sink(server, tmp_path)
    assert isinstance(mail, Mail)
    mail.open(None)
    assert mail.begin() == mail.deliver(numbered("text", 1)) == mail.deliver(numbered("text", 3)) == 0
    assert mail.deliver([]) == 0
    mail.close()
    assert [one["subject"][:16] for one in server.mails] == ["[Weir] HIGH IT t", "[Weir] 3 alerts:"]
    assert server.over_tls == [True, True]
    assert server.envelopes[0].rcpt_tos == ["soc@plant.example", "ot@plant.example"]
    assert abs(server.mails[0]["date"].datetime.timestamp() - time.time()) < 600


def test_what_the_server_refuses_for_good_is_kept_with_its_answer(server: MailServer, tmp_path: Path) -> None:
    refused = Refusals()
    server.answer = "554 5.7.1 looks like spam"
    sink(server, tmp_path, refused).deliver(numbered("text", 2))
    assert refused == [(f"{number:016x}", "554 5.7.1 looks like spam") for number in (0, 1)]


@pytest.mark.parametrize("answer", ["451 4.3.0 later", "421 4.3.2 shutting down"])
def test_what_passes_is_tried_again(server: MailServer, tmp_path: Path, answer: str) -> None:
    server.answer = answer
    with pytest.raises(TryLater, match=answer[:3]):
        sink(server, tmp_path).deliver(numbered("text", 1))
    server.answer = None
    sink(server, tmp_path).deliver(numbered("text", 1))
    assert len(server.mails) == 1


def test_a_recipient_that_is_refused_does_not_keep_the_mail_from_the_others(
    server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refused = Refusals()
    server.answer_to = lambda address: "550 no such user" if address.startswith("ot") else None
    sink(server, tmp_path, refused).deliver(numbered("text", 1))
    assert server.envelopes[0].rcpt_tos == ["soc@plant.example"]
    assert "ot@plant.example got no mail, others did: 550 no such user" in caplog.text
    server.answer_to = lambda _address: "550 no such user"
    sink(server, tmp_path, refused).deliver(numbered("text", 1))
    assert "soc@plant.example: 550 no such user" in refused[0][1]
    server.answer_to = lambda address: "452 full" if address.startswith("ot") else "550 no such user"
    with pytest.raises(TryLater, match="452 full"):
        sink(server, tmp_path, refused).deliver(numbered("text", 1))


def test_a_wrong_password_is_told_without_it(server: MailServer, tmp_path: Path) -> None:
    with pytest.raises(MailBarred, match="535") as told:
        sink(server, tmp_path, password=Secret("wrong secret")).deliver(numbered("text", 1))
    assert "wrong secret" not in str(told.value)


def test_an_authority_that_is_not_ours_gets_no_mail(server: MailServer, tmp_path: Path) -> None:
    with pytest.raises(MailBarred, match="its certificate is not believed"):
        sink(server, tmp_path, ca_file=None).deliver(numbered("text", 1))
    assert server.mails == []


def test_a_server_of_another_name_gets_no_mail(tmp_path: Path) -> None:
    with mail_server(tmp_path, name="other.example") as server, pytest.raises(MailBarred, match="not believed"):
        sink(server, tmp_path).deliver(numbered("text", 1))


def test_mail_over_tls_from_the_first_byte_arrives_after_a_login(tmp_path: Path) -> None:
    with mail_server(tmp_path, at_once=True) as server:
        to = f"smtps://localhost:{server.port}"
        sink(server, tmp_path, to=to).deliver(numbered("text", 2))
        assert server.over_tls == [True]
        with pytest.raises(MailBarred, match="535"):
            sink(server, tmp_path, to=to, password=Secret("wrong secret")).deliver(numbered("text", 1))
        unknown = "its certificate is not believed: .*(self-signed certificate|unable to get local issuer)"
        with pytest.raises(MailBarred, match=unknown):
            sink(server, tmp_path, to=to, ca_file=None).deliver(numbered("text", 1))
        with pytest.raises(MailBarred, match=r"not believed: .*not valid for '127.0.0.1'"):
            sink(server, tmp_path, to=f"smtps://127.0.0.1:{server.port}").deliver(numbered("text", 1))
    assert len(server.mails) == 1


def test_a_server_that_offers_no_login_is_told_so(tmp_path: Path) -> None:
    with mail_server(tmp_path, login=False, at_once=True) as server:
        without = sink(server, tmp_path, to=f"smtps://localhost:{server.port}")
        with pytest.raises(MailBarred, match=r"takes no login of ours.*leave user"):
            without.deliver(numbered("text", 1))


def test_a_port_that_does_not_begin_with_tls_is_told_so(server: MailServer, tmp_path: Path) -> None:
    with pytest.raises(MailBarred, match="does not begin with TLS: smtps does, smtp has STARTTLS"):
        sink(server, tmp_path, to=f"smtps://localhost:{server.port}").deliver(numbered("text", 1))


def test_a_digest_that_is_too_large_is_tried_with_fewer_alerts_and_a_mail_is_refused(
    server: MailServer, tmp_path: Path
) -> None:
    refused = Refusals()
    server.answer = "552 5.3.4 too big"
    with pytest.raises(TryLater, match=r"552 5.3.4 too big .a mail of 3 alerts; tried again with fewer"):
        sink(server, tmp_path, refused).deliver(numbered("text", 3))
    assert refused == []
    sink(server, tmp_path, refused).deliver(numbered("text", 1))
    assert refused == [(f"{0:016x}", "552 5.3.4 too big")]


def test_a_recipient_that_is_put_off_for_too_long_is_told_and_waited_for_no_more(
    server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = 0.0
    mail = sink(server, tmp_path)
    assert isinstance(mail, Mail)
    mail._recipients._monotonic = lambda: now
    server.answer_to = lambda address: "452 mailbox full" if address.startswith("ot") else None
    for _ in range(2):
        with pytest.raises(TryLater, match=r"ot@plant.example is put off, others have it: 452 mailbox full"):
            mail.deliver(numbered("text", 1))
    now = WAIT_S
    mail.deliver(numbered("text", 1))
    mail.deliver(numbered("text", 2)[1:])
    assert [one.rcpt_tos for one in server.envelopes] == [["soc@plant.example"]] * 2
    assert caplog.text.count("ot@plant.example got no mail, others did: 452 mailbox full") == 2


def test_a_server_without_tls_gets_mail_only_where_the_settings_say_so(tmp_path: Path) -> None:
    with mail_server(None) as server:
        bare: dict[str, Any] = {"ca_file": None, "user": None, "password": None}
        with pytest.raises(MailBarred, match="STARTTLS"):
            sink(server, tmp_path, **bare).deliver(numbered("text", 1))
        sink(server, tmp_path, starttls=False, **bare).deliver(numbered("text", 1))
        assert server.over_tls == [False]
    with pytest.raises(TryLater, match=r"refused"):
        sink(server, tmp_path, starttls=False, **bare).deliver(numbered("text", 1))
