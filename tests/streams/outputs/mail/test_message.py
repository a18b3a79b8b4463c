"""Mails of alerts: a thread for each alert, a digest of several, and headers that no name adds to."""

from email import message_from_bytes, policy

from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.registry import from_origin
from streams.outputs.mail.message import Envelope, mail_of
from streams.outputs.sink import Outgoing
from tests.schemas.formats.alerts.alerts import HERE, alerts, whole

ENVELOPE = Envelope("weir@plant.example", ("soc@plant.example", "ot@plant.example"), "weir-1.plant.example")


def mailed(*given_alerts: Alert, most: int = 20) -> dict[str, str]:
    """The headers and the body of the mail, as another program reads them."""
    outgoing = [Outgoing(alert, from_origin("text", HERE)(alert)) for alert in given_alerts]
    made = mail_of(outgoing, ENVELOPE, most=most, time_s=1_768_176_000.0)
    read = message_from_bytes(made.as_bytes(), policy=policy.default)
    names = [name.lower() for name in read]
    assert len(set(names)) == len(names)
    return {name: str(read[name]) for name in names} | {"body": read.get_content()}


def test_a_mail_of_one_alert_has_it_in_its_subject_and_tells_it_whole() -> None:
    mail = mailed(whole())
    assert mail["subject"] == "[Weir] HIGH IT to OT past the DMZ: eng-ws-17 -> plc-07 (modbus)"
    assert (mail["from"], mail["to"]) == ("weir@plant.example", "soc@plant.example, ot@plant.example")
    assert mail["date"] == "Mon, 12 Jan 2026 00:00:00 +0000"
    assert "why\n  a path from IT to OT (+40)" in mail["body"].replace("\r\n", "\n")


def test_the_revisions_of_an_alert_are_a_thread() -> None:
    first, second, third = (mailed(whole(revision=revision)) for revision in (1, 2, 3))
    assert first["message-id"] == f"<{whole().id}.1@weir-1.plant.example>"
    assert "in-reply-to" not in first
    assert second["in-reply-to"] == second["references"] == first["message-id"]
    assert third["in-reply-to"] == second["message-id"]
    assert third["references"] == f"{first['message-id']} {second['message-id']}"
    assert mailed(whole(revision=3)) == third


def test_several_are_a_digest_with_the_gravest_first_and_says_how_many_more_there_are() -> None:
    several = [
        whole(id=f"{number:016x}", severity=number, level="low", title=f"number {number}") for number in (21, 39, 30)
    ]
    mail = mailed(*several, whole(), most=2)
    assert mail["subject"] == "[Weir] 4 alerts: 1 high, 3 low"
    assert mail["body"].index("HIGH IT to OT") < mail["body"].index("LOW number 39")
    assert "number 30" not in mail["body"]
    assert "2 more, of low and below: see `weir alerts list`." in mail["body"]
    assert mail["message-id"] == mailed(*several, whole(), most=2)["message-id"] != mailed(*several)["message-id"]


def test_no_name_adds_a_header_or_a_recipient() -> None:
    mail = mailed(whole(title="x\r\nBcc: spy@evil.example\r\n\r\nbody", id="a\r\nBcc: b"))
    assert "bcc" not in mail
    assert mail["to"] == "soc@plant.example, ot@plant.example"


@settings(max_examples=15, deadline=None)
@given(alerts())
def test_any_alert_is_a_mail_that_another_program_reads(alert: Alert) -> None:
    mail = mailed(alert)
    assert set(mail) <= {
        "from", "to", "date", "auto-submitted", "subject", "message-id", "in-reply-to", "references", "x-weir-alert",
        "x-weir-revision", "content-type", "content-transfer-encoding", "mime-version", "body",
    }  # fmt: skip
    assert mail["subject"].startswith("[Weir]")
    assert f"alert {alert.id}" in mail["body"]
