"""Words found by what they cover."""

import pytest

from models.baseline.asset import Asset, new_asset
from models.verdicts.standing import StandingWords, canonical, names_of
from tests.models.verdicts.words import KEY, word


def asset(asset_id: str, zone: str | None = None, **facts: object) -> Asset:
    made = new_asset(asset_id, "", 0.0)
    made.zone = zone
    for name, value in facts.items():
        setattr(made.record, name, value)
    return made


def own(_asset: Asset) -> bool:
    return True


A, B = asset("ip:a", "office"), asset("ip:b", "cell")


def test_a_path_is_covered_by_words_on_it_its_initiator_and_its_zones() -> None:
    words = StandingWords(own)
    for number, subject in enumerate(("path", "alert", "initiator", "zones"), 1):
        words.stand(word("mute", subject, number))
    assert sorted(each.number for each in words.covering(A, B, "modbus")) == [1, 2, 3, 4]
    assert [each.number for each in words.covering(A, B, "ssh")] == [3, 4]
    assert words.covering(B, A, "modbus") == []


def test_the_same_word_on_the_same_subject_replaces_the_one_before() -> None:
    words = StandingWords(own)
    for number, decision in enumerate(("mute", "malicious", "mute"), 1):
        words.stand(word(decision, "path", number))
    assert [each.number for each in words.covering(A, B, "modbus")] == [2, 3]
    assert words.removed == {f"{1:010x}"}


@pytest.mark.parametrize("name", ["plc-7", "PLC 7", "10.9.0.7", "00:1b:1b:0a:0b:0c", "ip:10.9.0.7"])
def test_a_word_by_a_name_waits_and_is_pinned_to_the_asset_that_bears_it(name: str) -> None:
    words = StandingWords(own)
    waiting = word("mute", "initiator", initiator=name)
    words.stand(waiting, [name])
    plc = asset("ip:10.9.0.7", declared_id="plc-7", name="PLC 7", ips=["10.9.0.7"], macs=["00:1b:1b:0a:0b:0c"])
    assert name in names_of(plc)
    assert words.covering(plc, B, "ssh") == [waiting]
    assert waiting.initiator == "ip:10.9.0.7"


def test_a_word_pinned_to_what_another_was_on_already_is_one_with_it_and_the_newer_counts() -> None:
    words = StandingWords(own)
    words.stand(word("mute", "initiator", 1, initiator="plc-7"), ["plc-7"])
    words.stand(word("mute", "initiator", 2, initiator="ip:c"))
    words.meet(asset("ip:c", declared_id="plc-7"))
    assert [each.number for each in words.words.values()] == [2]


def test_words_put_back_wait_for_what_is_not_there() -> None:
    words = StandingWords(own)
    words.put_back(word("mute", "path", paths=[("ip:a", "plc-7", "modbus")]), {"ip:a"})
    plc = asset("ip:c", declared_id="plc-7")
    assert len(words.covering(A, plc, "modbus")) == 1


def test_a_path_that_gets_its_name_takes_its_words_along() -> None:
    words = StandingWords(own)
    words.stand(word("mute", "path", paths=[("ip:a", "ip:b", "tcp/502")]))
    words.rename(("ip:a", "ip:b", "tcp/502"), KEY, known=False)
    assert len(words.covering(A, B, "modbus")) == 1


def test_a_path_that_joins_a_known_one_takes_only_malicious_along() -> None:
    words = StandingWords(own)
    for number, decision in enumerate(("mute", "malicious"), 1):
        words.stand(word(decision, "path", number, paths=[("ip:a", "ip:b", "tcp/502")]))
    words.rename(("ip:a", "ip:b", "tcp/502"), KEY, known=True)
    assert [each.decision for each in words.covering(A, B, "modbus")] == ["malicious"]


def test_what_has_run_out_is_let_go() -> None:
    words = StandingWords(own)
    words.stand(word("mute", "path", 1, until=5.0))
    words.stand(word("mute", "initiator", 2))
    words.prune(5.0)
    assert [each.number for each in words.words.values()] == [2]
    assert words.covering(A, B, "modbus") == list(words.words.values())


@pytest.mark.parametrize(
    ("name", "one_form"),
    [
        ("::FFFF:10.1.0.5", "10.1.0.5"),
        ("FE80:0::1", "fe80::1"),
        ("cell-2/10.1.0.5", "cell-2/10.1.0.5"),
        ("8.8.4.4", "8.8.4.4"),
        ("001b.1b0a.0b0c", "00:1b:1b:0a:0b:0c"),
        ("ws-14", "ws-14"),
        ("ip:10.1.0.5", "ip:10.1.0.5"),
    ],
)
def test_names_have_one_form(name: str, one_form: str) -> None:
    assert canonical(name) == one_form


def test_an_internet_address_is_found_by_the_prefix_that_its_peers_have_and_by_itself() -> None:
    for bearer in (asset("ext:8.8.4.0/24"), asset("ip:8.8.4.4", ips=["8.8.4.4"])):
        words = StandingWords(own)
        words.stand(word("mute", "initiator", initiator="8.8.4.4"), ["8.8.4.4"])
        assert len(words.covering(bearer, B, "ssh")) == 1


def test_a_stand_in_is_covered_by_its_names_and_keeps_no_word() -> None:
    words = StandingWords(lambda each: each.id != "ip:10.9.0.150")
    waiting = word("malicious", "initiator", initiator="10.9.0.150")
    words.stand(waiting, ["10.9.0.150"])
    stand_in = asset("ip:10.9.0.150", ips=["10.9.0.150"])
    assert words.covering(stand_in, B, "ssh") == [waiting]
    assert waiting.initiator == "10.9.0.150"
    assert words.covering(asset("plc-150", ips=["10.9.0.150"]), B, "ssh") == [waiting]
    assert waiting.initiator == "plc-150"
