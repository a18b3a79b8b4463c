"""Recipients of whom the server puts some off: they get it later, alone, and are not waited for without end."""

import pytest

from streams.outputs.mail.recipients import WAIT_S, Recipients
from tests.streams.outputs.http.posted import numbered

ONE, OTHER = "soc@plant.example", "ot@plant.example"


def test_who_has_an_alert_is_not_mailed_it_again() -> None:
    recipients, mail = Recipients([ONE, OTHER, ONE]), numbered("text", 4)
    assert list(recipients.mails(mail)) == [(mail, [ONE, OTHER])]
    assert not recipients.somebody_has(mail)
    recipients.lacks(mail[:2], [OTHER])
    assert list(recipients.mails(mail)) == [(mail[:2], [OTHER]), (mail[2:], [ONE, OTHER])]
    assert recipients.somebody_has(mail)
    recipients.lacks(mail[:1], [])
    assert list(recipients.mails(mail[1:])) == [(mail[1:2], [OTHER]), (mail[2:], [ONE, OTHER])]


def test_who_is_put_off_is_waited_for_a_while_and_again_once_a_mail_has_reached_him() -> None:
    now = 0.0
    recipients = Recipients([ONE, OTHER], lambda: now)
    assert recipients.waited_for([OTHER]) == [OTHER]
    now = WAIT_S - 1.0
    assert recipients.waited_for([OTHER]) == [OTHER]
    now = WAIT_S
    assert recipients.waited_for([OTHER, ONE]) == [ONE]
    recipients.reached([OTHER])
    assert recipients.waited_for([OTHER]) == [OTHER]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.outputs.mail.recipients.MOST_KEPT", 3)
    recipients, mails = Recipients([ONE, OTHER]), numbered("text", 4)
    recipients.lacks(mails, [OTHER])
    assert not recipients.somebody_has(mails[:1])
    assert recipients.somebody_has(mails[1:])
