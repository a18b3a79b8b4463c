"""Which paths an alert lists, and what it tells once one of them is told elsewhere."""

from models.alerts.alert_state import AlertState
from models.alerts.listed_paths import MAX_HOPS, add_hops, drop_hops, drop_try
from schemas.alert import Hop, Party


def hop(responder: str, service: str = "ssh") -> Hop:
    return Hop("ip:10.1.0.5", f"ip:{responder}", service, 5.0)


def alert(*hops: Hop) -> AlertState:
    made = AlertState(
        "id", "dmz-bypass", "cause", 50, "Tries: pc -> plc-0 (ssh)", "pc tried", 1.0, 1.0, 1.0, service="ssh"
    )
    made.initiator, made.responder = Party(asset="ip:10.1.0.5"), Party(asset="ip:plc-0", name="plc-0")
    add_hops(made, list(hops))
    return made


def test_a_path_is_listed_once_and_past_the_bound_only_counted() -> None:
    many = [hop(f"plc-{number}") for number in range(MAX_HOPS + 5)]
    full = alert(*many)
    add_hops(full, many[:3])
    assert full.hops == many[:MAX_HOPS]
    assert full.hops_total == MAX_HOPS + 5


def test_without_the_path_of_its_title_the_next_loud_one_is_to_speak() -> None:
    one = alert(hop("plc-0"), hop("plc-1"))
    drop_hops(one, {("ip:10.1.0.5", "ip:plc-0", "ssh")})
    assert (one.hops_total, one.leaderless, [each.responder for each in one.hops]) == (1, True, ["ip:plc-1"])


def test_a_try_that_was_answered_leaves_the_title_to_the_next() -> None:
    one = alert(hop("plc-0"), hop("plc-1"))
    assert drop_try(one, ("ip:10.1.0.5", "ip:plc-0", "ssh"))
    assert (one.title, one.text) == ("Tries: 10.1.0.5 -> plc-1 (ssh)", "10.1.0.5 tried to reach plc-1 by ssh")
    assert one.responder is not None
    assert one.responder.asset == "ip:plc-1"


def test_another_try_leaves_the_title_as_it_is() -> None:
    one = alert(hop("plc-0"), hop("plc-1"))
    assert not drop_try(one, ("ip:10.1.0.5", "ip:plc-1", "ssh"))
    assert one.title == "Tries: pc -> plc-0 (ssh)"
