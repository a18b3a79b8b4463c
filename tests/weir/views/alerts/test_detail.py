"""One alert at length, alone and with what a state knows of it."""

import msgspec

from schemas.alert import Evidence, Hop, Reason, Technique
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from streams.read_model.alert_context import AlertContext, OpenAlert, RevisionNote
from tests.weir.views.test_terminal import WHOLE, shown_text
from weir.views.alerts.detail import alert_detail, hop_text, what_to_say


def test_the_detail_says_what_why_and_what_next() -> None:
    text = shown_text(alert_detail(WHOLE, "UTC"))
    for part in (
        "title of 3f9a0c",
        "a summary",
        "high, severity 70 of 100, open",
        "eng-ws-17 (10.1.4.17)",
        "side it (inferred), level 4",
        "zone cell-1",
        "modbus",
        "it -> ot (forbidden)",
        "heavy    13.4         2",
        "mostly hmi-1",
        "T0886 Remote Services (TA0109 Lateral Movement)",
        "zeek: C1",
        "At the IT edge: ask who works there",
    ):
        assert part in text
    assert text.index("heavy") < text.index("light")


def test_an_alert_of_several_paths_names_them() -> None:
    hops = tuple(Hop(f"ws-{number}", "plc-07", "modbus", 1.0) for number in range(40))
    text = shown_text(alert_detail(msgspec.structs.replace(WHOLE, hops=hops, hops_total=50), "UTC"))
    assert "its 50 paths" in text
    assert "ws-29 -> plc-07 modbus" in text
    assert "and 10 more: --all shows them" in text
    assert "path" not in shown_text(alert_detail(msgspec.structs.replace(WHOLE, hops=hops[:1], hops_total=1), "UTC"))


def test_a_path_is_numbered_as_a_verdict_names_it_and_all_may_be_asked_for() -> None:
    hops = tuple(Hop(f"ws-{number}", "plc-07", "modbus", 1.0) for number in range(40))
    alert = msgspec.structs.replace(WHOLE, hops=hops, hops_total=50)
    assert " 3  ws-2 -> plc-07 modbus" in shown_text(alert_detail(alert, "UTC"))
    every = shown_text(alert_detail(alert, "UTC", most_hops=40))
    assert "40  ws-39 -> plc-07 modbus" in every
    assert "and 10 that the alert counts and does not name" in every
    assert what_to_say(alert)[-1].endswith("--line N")
    assert not any("--line" in command for command in what_to_say(WHOLE))


def _asset(asset: str, **facts: object) -> AssetSummary:
    usual: dict[str, object] = {
        "id": asset, "site": "north", "first_seen": 0.0, "last_seen": 9.0, "peers": 1, "services_served": (),
        "services_used": (), "paths": 1, "alive": True,
    }  # fmt: skip
    return msgspec.convert(usual | facts, AssetSummary)


def _path(responder: str, first: float, last: float) -> PathRecord:
    return PathRecord(
        site="north", initiator="ip:10.1.4.17", responder=responder, service="ssh", status="held", first_seen=first,
        last_seen=last, flows=3, hours=1, days=1, initiator_octets=1.0, responder_octets=2.0, answered=False,
    )  # fmt: skip


def test_what_the_state_knows_of_it_stands_beside_it() -> None:
    context = AlertContext(
        initiator=_asset("ip:10.1.4.17", macs=("d0:94:66:3a:23:91",), vendor="Dell", criticality=4),
        initiator_octets=2_410.0,
        responder_octets=120.0,
        flows=9,
        last_seen=12.0,
        related=(
            OpenAlert(id="b1c2", kind="scan", level="low", title="Sweep", time=5.0, shares=("initiator",)),
            OpenAlert(
                id="a0f1", kind="dmz-bypass", level="low", title="Into it", time=6.0, shares=("initiator",),
                is_other_end=True, first_seen=2.0,
            ),
        ),
        related_total=4,
        around=(_path("nas-1", 4.0, 6.0),),
        around_total=2,
        steady=7,
        words=(
            StandingWord(
                id="9c41", site="north", decision="mute", subject="alert", on="alert 3f9a0c", said=5.0, author="ann",
                reason="migration", until=90.0, matched=2,
            ),
        ),
        revisions=(
            RevisionNote(revision=1, time=3.0, level="low", severity=30, status="open", count=1),
            RevisionNote(revision=2, time=8.0, level="high", severity=70, status="open", count=4),
        ),
    )  # fmt: skip
    text = shown_text(alert_detail(WHOLE, "Europe/Zurich", context), width=200)
    for part in (
        "MAC d0:94:66:3a:23:91 (Dell), criticality 4 of 5",
        "2.41 kB sent by initiators, 120 B by responders",
        "b1c2", "Sweep (the same initiator)", "Into it (led to this initiator)", "and 2 more",
        ", 9 by now, the last at 1970-01-01 01:00:12",
        "nas-1 ssh: first 1970-01-01 01:00:04, last 1970-01-01 01:00:06, 3 flows, not learnt, in vain",
        "and 1 more path",
        "and 7 paths that it had before",
        "mute 9c41 on alert 3f9a0c, by ann on 1970-01-01 01:00:05, until 1970-01-01 01:01:30 (migration)",
        "it has matched 2 times",
        "2  1970-01-01 01:00:08 Europe/Zurich (1970-01-01 00:00:08 UTC)  high (70), open, 4 flows",
    ):  # fmt: skip
        assert part in text, part
    assert text.index("Into it") < text.index("Sweep")


def test_what_became_part_of_another_alert_sends_the_reader_there() -> None:
    closed = msgspec.structs.replace(
        WHOLE, status="closed", closed_by="77f0a1b2c3d4e5f6", closed_because="part of 77f0"
    )
    text = shown_text(alert_detail(closed, "UTC"), width=200)
    assert "closed as part of 77f0a1b2c3d4 " in text.replace("\n", " ")
    assert "weir alerts show 77f0a1b2c3d4" in text
    assert "ask who works there" not in text


def test_a_path_by_its_port_says_the_port_once() -> None:
    assert hop_text(Hop("ip:10.1.1.1", "plc-7", "tcp/205", 1.0, port=205)) == "10.1.1.1 -> plc-7 tcp/205"


def test_without_a_state_it_says_what_the_alert_says() -> None:
    text = shown_text(alert_detail(WHOLE, "UTC"))
    for heading in ("other open alerts", "also did", "what was said", "how it went"):
        assert heading not in text
    muted = msgspec.structs.replace(WHOLE, status="muted")
    assert "muted, by a word that does not stand any more" in shown_text(alert_detail(muted, "UTC"))


def test_figures_have_columns_where_there_are_any() -> None:
    bare = msgspec.structs.replace(WHOLE, reasons=(Reason("light", 3.0), Reason("none", 0.0)))
    text = shown_text(alert_detail(bare, "UTC"))
    assert "expected" not in text
    assert "+0" not in text
    assert all(line == line.rstrip() or len(line) < 120 for line in text.splitlines())


def test_what_the_alert_itself_has_of_its_ends_its_flows_and_its_end_is_shown() -> None:
    assert WHOLE.initiator is not None
    alert = msgspec.structs.replace(
        WHOLE, initiator=msgspec.structs.replace(WHOLE.initiator, owner="maintenance", criticality=4), vlan=12,
        initiator_octets=2_410, responder_octets=120, status="closed", closed_because="nothing came for 3 days",
        reasons=(Reason("few", 3.0, value=2.0, expected=5.0, unit="hosts"),), hops_total=2,
        hops=(Hop("a", "b", "ssh", 1.0, port=22, vlan=7, answered=False), Hop("a", "c", "ssh", 1.0)),
        attack=(Technique("T0886", "TA0109", "Remote Services", "Lateral Movement"), Technique("T9", "TA9")),
    )  # fmt: skip
    text = shown_text(alert_detail(alert, "UTC"), width=200)
    for part in (
        "owner maintenance, criticality 4 of 5", "VLAN 12", "2.41 kB sent by the initiator, 120 B by the responder",
        "closed (nothing came for 3 days)", "2 hosts   5 hosts", "a -> b ssh (port 22, VLAN 7, in vain)",
        "a -> c ssh\n", "T0886 Remote Services (TA0109 Lateral Movement)", "T9 (TA9)",
    ):  # fmt: skip
        assert part in text.replace(" \n", "\n") or part.strip() in text, part


def test_a_digest_of_one_path_names_it() -> None:
    hop = Hop("historian-01", "replica-01", "pi", 1.0)
    digest = msgspec.structs.replace(WHOLE, initiator=None, responder=None, hops=(hop,), hops_total=1)
    text = shown_text(alert_detail(digest, "UTC"))
    assert "its 1 path\n" in text
    assert "1  historian-01 -> replica-01 pi" in text
    assert what_to_say(digest)[-1].endswith("--line N")


def test_one_of_a_unit_is_told_in_the_singular() -> None:
    alert = msgspec.structs.replace(
        WHOLE, reasons=(Reason("http is new", 8.0, value=2.0, expected=1.0, unit="services"),)
    )
    text = shown_text(alert_detail(alert, "UTC"))
    assert "2 services" in text
    assert "1 service\n" in text.replace(" \n", "\n")


def test_where_a_word_stands_the_next_step_is_to_take_it_back() -> None:
    word = StandingWord(
        id="9c41", site="plant", decision="expected", on="alert 3f9a0c", subject="alert", said=1.0, author="ann"
    )
    assert what_to_say(WHOLE, AlertContext(words=(word,))) == ["weir verdict undo 9c41"]


def test_what_a_sensor_says_of_the_flows_is_shown() -> None:
    evidence = (Evidence("suricata", 1.0, uid="7", notes=("Suricata alert: ET SCADA write (sid 7)",)),)
    text = shown_text(alert_detail(msgspec.structs.replace(WHOLE, evidence=evidence), "UTC"))
    assert "sensor says" in text
    assert "Suricata alert: ET SCADA write (sid 7)" in text
