"""Labels of words that people said."""

from replay.tune.labels import of_words, truth_between
from schemas.alert import Alert, Hop, Party
from schemas.verdict import PathSubject, Verdict, ZonePair


def _alert(name: str, initiator: str, responder: str) -> Alert:
    return Alert(
        id=name * 12, revision=1, site="s", kind="level-skip", severity=50, level="medium", title=name, summary=name,
        time=5.0, first_seen=5.0, last_seen=6.0, count=1, status="open", service="http",
        initiator=Party(asset=f"ip:{initiator}", ip=initiator, zone="dmz"),
        responder=Party(asset=f"ip:{responder}", ip=responder, zone="cell"),
        hops=(
            Hop(f"ip:{initiator}", f"ip:{responder}", "http", 5.0, initiator_ip=initiator, responder_ip=responder),
        ),
    )  # fmt: skip


ALERTS = [_alert("a", "10.0.0.1", "10.0.0.9"), _alert("b", "10.0.0.2", "10.0.0.9"), _alert("c", "10.0.0.3", "10.0.0.8")]


def _word(decision: str, time: float = 9.0, **subject: object) -> Verdict:
    return Verdict(site="s", time=time, author="ana", decision=decision, **subject)  # type: ignore[arg-type]


def _expected(*words: Verdict) -> list[str]:
    return [item.expected for item in of_words(words, ALERTS)[0]]


def test_expected_is_false_malicious_is_an_attack_and_what_has_no_word_is_neither() -> None:
    words = (_word("expected", alert="a" * 12), _word("malicious", initiator="ip:10.0.0.2"))
    items, said, unsaid = of_words(words, ALERTS)
    assert [item.expected for item in items] == ["silent", "alert", "either"]
    assert (said, unsaid) == (2, 1)
    assert [(hop.initiator_ip, hop.responder_ip) for hop in items[1].hops] == [("10.0.0.2", "10.0.0.9")]


def test_the_newest_word_on_the_alert_its_path_or_its_zones_counts() -> None:
    zones = _word("expected", 1.0, zones=ZonePair("dmz", "cell"))
    path = _word("malicious", 2.0, path=PathSubject("ip:10.0.0.1", "ip:10.0.0.9", "http"))
    assert _expected(zones, path) == ["alert", "silent", "silent"]
    assert _expected(_word("mute", initiator="ip:10.0.0.1", expires=99.0)) == ["either"] * 3


def test_a_truth_has_what_lies_within_the_days() -> None:
    items, _, _ = of_words((), ALERTS)
    assert len(truth_between(items, "s", 1.0, 5.5).items) == 3
    assert truth_between(items, "s", 7.0, 9.0).items == ()
