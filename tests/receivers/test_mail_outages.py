"""Mail servers that are away, slow, or fail: no alert is lost, and none comes twice that the server has answered."""

import time
from contextlib import ExitStack

import pytest

from streams.outputs.mail.server import Mail
from streams.outputs.mail.session import MailSettings
from streams.outputs.syslog.place import Place
from tests.chaos import Chaos
from tests.kafka.world import until
from tests.receivers.mail_server import serving
from tests.receivers.mailboxes import OT, SOC, Mailboxes, mail_settings
from tests.receivers.outages import (
    Feed,
    Outage,
    all_taken,
    delivering,
    feeding,
    keys,
    lines_of,
    never_refused,
    numbered,
)
from tests.receivers.rsyslog import free_port
from tests.streams.outputs.http.posted import numbered as outgoing

pytestmark = pytest.mark.fault

ALERTS_A_S = 200
OUTAGE_S = 0.6
ALERTS = 150

TOOK_NOTHING = (
    "answers 421 to the sender", "answers 450 to all recipients", "answers 451 to the mail",
    "closes amid the transaction",
)  # fmt: skip
"""Faults of a server that has not taken the mail, and says so or is gone: nothing need come twice."""

TOOK_IT = ("answers 421 to the goodbye", "is slower than the time-out")
"""The server has the mail and answers it: what else it does is no reason to mail again."""


def outlasted(chaos: Chaos, fault: str) -> Mailboxes:
    """The mailboxes after an outage, with everything in them."""
    boxes, feed, sent, port = Mailboxes(fault, Outage(OUTAGE_S)), Feed(), numbered(ALERTS), free_port()
    with serving(boxes, port), delivering("mail", mail_settings(port), feed) as delivery:
        feeding(feed, lines_of(sent), OUTAGE_S).join()
        until(lambda: boxes.outage is not None and not boxes.outage.on, "the outage is over")
        fared = all_taken(delivery)
    assert boxes.outage is not None
    assert boxes.outage.met
    assert bool(fared.failures) == (fault not in TOOK_IT)
    for got in boxes.reached.values():
        assert set(got) == keys(sent)
    assert all(len(ids) == 1 for ids in boxes.mails.values()), "the same mail again bears the same Message-ID"
    chaos.report(
        f"output: mail, server {fault}", repetitions=1, flows=(0, 0), alerts=(ALERTS, len(boxes.bodies)),
        duplicates=boxes.differing, again=boxes.again,
    )  # fmt: skip
    return boxes


@pytest.mark.parametrize("fault", TOOK_NOTHING + TOOK_IT)
def test_a_server_that_fails_for_a_while_gets_each_alert_once(chaos: Chaos, fault: str) -> None:
    assert outlasted(chaos, fault).again == 0


def test_a_server_that_closes_before_it_answers_gets_what_it_has_taken_again(chaos: Chaos) -> None:
    """SMTP has no way to tell: the mail was taken, and nobody said so."""
    assert outlasted(chaos, "closes before it answers").again > 0


def test_a_recipient_that_is_put_off_gets_all_later_and_the_other_gets_nothing_twice(chaos: Chaos) -> None:
    boxes = outlasted(chaos, "answers 452 to one recipient")
    assert len(boxes.reached[SOC]) == len(boxes.reached[OT]) == ALERTS


def test_a_server_that_never_answers_a_mail_is_given_up_at_last() -> None:
    boxes, port = Mailboxes("is slower than the time-out", Outage(60.0)), free_port()
    settings = MailSettings(
        place=Place("127.0.0.1", port), sender="weir@plant.example", recipients=(SOC,), host="weir", context=None,
        timeout_s=0.1, answer_s=0.1,
    )  # fmt: skip
    with serving(boxes, port), pytest.raises(OSError, match="timed out"):
        Mail(settings, never_refused).deliver(outgoing("text", 1))


def test_a_server_that_is_away_under_load_gets_all_once_it_is_back(chaos: Chaos) -> None:
    """A minute at 200 alerts a second, scaled to 1 s; ten minutes as they are in `make chaos`."""
    real_s, scaled_s = (600.0, 600.0) if chaos.full else (6.0, 1.0)
    sent, boxes, feed, port = numbered(int(ALERTS_A_S * real_s)), Mailboxes(), Feed(), free_port()
    with ExitStack() as stack:
        delivery = stack.enter_context(delivering("mail", mail_settings(port, SOC), feed))
        feeding(feed, lines_of(sent), scaled_s).join()
        assert delivery.fared().failures_in_a_row
        stack.enter_context(serving(boxes, port))
        back_s = time.monotonic()
        all_taken(delivery)
        recovery_s = time.monotonic() - back_s
    assert boxes.bodies.keys() == keys(sent)
    assert boxes.again == 0
    chaos.report(
        f"output: mail, server away for {real_s / 60:.1f} min at 200 alerts/s", repetitions=1, flows=(0, 0),
        alerts=(len(sent), len(boxes.bodies)), duplicates=boxes.differing, again=boxes.again, recovery_s=[recovery_s],
    )  # fmt: skip
