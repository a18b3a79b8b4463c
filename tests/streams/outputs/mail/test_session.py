"""A session with a real mail server: what its answers say of a mail, and that its goodbye says nothing."""

from email.message import EmailMessage

from streams.outputs.mail.session import Answer, MailSettings, answer_of, not_reached
from streams.outputs.syslog.place import Place
from tests.receivers.mail_server import MailServer, mail_server

ONE, OTHER = "soc@plant.example", "ot@plant.example"


def settings(server: MailServer) -> MailSettings:
    return MailSettings(
        place=Place("127.0.0.1", server.port), sender="weir@plant.example", recipients=(ONE, OTHER), host="weir",
        context=None,
    )  # fmt: skip


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "one"
    made.set_content("two")
    return made


def test_an_answer_passes_below_500_and_is_one_line() -> None:
    assert answer_of(451, b"4.3.0 come\n back") == Answer(451, "4.3.0 come back")
    assert [Answer(code, "").passes for code in (421, 499, 500, 552)] == [True, True, False, False]
    assert str(Answer(552, "too much")) == "552 too much"


def test_who_did_not_get_a_mail_is_told_with_the_answer() -> None:
    with mail_server(None) as server:
        assert not_reached(settings(server), message(), [ONE, OTHER]) == {}
        server.answer_to = lambda address: "450 later" if address == OTHER else None
        assert not_reached(settings(server), message(), [ONE, OTHER]) == {OTHER: Answer(450, "later")}
        server.answer_to = lambda address: "550 who?" if address == ONE else "450 later"
        assert not_reached(settings(server), message(), [ONE, OTHER]) == {
            ONE: Answer(550, "who?"), OTHER: Answer(450, "later")
        }  # fmt: skip
        server.answer_to = lambda _address: None
        server.answer = "554 spam"
        refused = Answer(554, "spam", to_mail=True)
        assert not_reached(settings(server), message(), [ONE, OTHER]) == {ONE: refused, OTHER: refused}
    assert len(server.mails) == 2


def test_a_server_that_shuts_down_amid_the_recipients_answers_for_all() -> None:
    with mail_server(None) as server:
        server.answer_to = lambda _address: "421 4.3.2 shutting down"
        left_out = not_reached(settings(server), message(), [ONE, OTHER])
    assert left_out == dict.fromkeys((ONE, OTHER), Answer(421, "4.3.2 shutting down"))
