"""What is learnt, and what waits in the ledger."""

from collections.abc import Callable

from models.baseline.path import CHUNK
from models.identity.endpoint import Endpoint
from models.identity.inventory import Inventory
from models.paths.graph import PathGraph
from tests.models import builders as b

NOW = b.MONDAY


def graph(*ips: str, clock: Callable[[], float] = lambda: 0.0) -> PathGraph:
    inventory = Inventory()
    for ip in ips or (b.SCADA, b.PLC, b.PLC2):
        inventory.resolve(Endpoint(ip, None, "", "", NOW), exact_peers=True)
    return PathGraph(b.SITE, inventory, clock)


KEY = (f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")
OTHER = (f"ip:{b.SCADA}", f"ip:{b.PLC2}", "modbus")


def test_a_new_path_waits_until_it_is_decided() -> None:
    paths = graph()
    path = paths.add(KEY, NOW, 1)
    assert paths.held() == [path]
    assert paths.ends(path)[0].peers_out == {}


def test_learning_twice_counts_once() -> None:
    paths = graph()
    path = paths.add(KEY, NOW, 1)
    paths.learn(path)
    tally = paths.ends(path)[0].initiated.hour_draws
    paths.learn(path)
    assert paths.ends(path)[0].initiated.hour_draws == tally == 1
    assert paths.ends(path)[0].peers_out == {KEY[1]: 1}
    assert paths.held() == []


def test_holding_a_learnt_path_takes_it_out_of_both_baselines() -> None:
    paths = graph()
    path = paths.add(KEY, NOW, 1)
    paths.learn(path)
    paths.hold(path, alert="a", reason="r", time=NOW + 5)
    for asset in paths.ends(path):
        assert asset.peers_out == asset.peers_in == {}
        assert asset.initiated.hour_draws == asset.responded.hour_draws == 0
    assert (path.held_since, path.held_reason) == (NOW + 5, "r")


def test_the_age_in_the_ledger_counts_from_the_first_time() -> None:
    paths = graph()
    path = paths.add(KEY, NOW, 1)
    paths.hold(path, alert="a", reason="r", time=NOW + 5)
    paths.hold(path, alert="b", reason="s", time=NOW + 50)
    assert path.held_since == NOW + 5


def test_the_ledger_lists_the_oldest_first() -> None:
    paths = graph()
    young, old = paths.add(KEY, NOW, 1), paths.add(OTHER, NOW, 1)
    paths.hold(young, alert=None, reason="r", time=NOW + 9)
    paths.hold(old, alert=None, reason="r", time=NOW + 1)
    assert paths.held() == [old, young]


def test_a_forgotten_path_leaves_nothing_and_its_place_is_used_again() -> None:
    paths = graph()
    path = paths.add(KEY, NOW, 1)
    paths.learn(path)
    initiator, responder = paths.ends(path)
    paths.forget(path)
    assert paths.paths == {}
    assert initiator.peers_out == responder.peers_in == {}
    assert initiator.slots == {}
    assert paths.add(OTHER, NOW, 1).slot == path.slot


def test_what_was_announced_is_told_once_in_its_present_state() -> None:
    paths = graph()
    path = paths.add(KEY, NOW, 1)
    paths.learn(path)
    path.flows_before = 7
    (told,) = paths.take_announced()
    assert (told.flows, told.status, told.site) == (7, "learnt", b.SITE)
    assert paths.take_announced() == []


def test_a_merge_keeps_malicious() -> None:
    paths = graph()
    path = paths.add((KEY[0], KEY[1], "tcp/4444"), NOW, 1)
    paths.mark_malicious(path, alert="a", reason="r", time=NOW)
    path.note = "Suricata alert: a"
    merged = paths.merge(path, (KEY[0], KEY[1], "acme"), 1)
    assert (merged.status, merged.alert, merged.held_reason) == ("malicious", "a", "r")
    assert merged.note == "Suricata alert: a"


def test_an_assets_paths_are_stored_in_chunks() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(NOW + n, b.SCADA, f"10.9.{1 + n // 200}.{n % 200 + 1}") for n in range(CHUNK + 3)])
    keys = {record.key for record in pipeline.changed_records()}
    assert {f"{b.SITE}|ip:{b.SCADA}|0", f"{b.SITE}|ip:{b.SCADA}|1"} <= keys
    b.run(pipeline, [b.flow(NOW + 100, b.SCADA, "10.9.1.1")])
    again = {record.key for record in pipeline.changed_records()}
    assert f"{b.SITE}|ip:{b.SCADA}|0" in again
    assert f"{b.SITE}|ip:{b.SCADA}|1" not in again


def test_what_waits_for_a_verdict_stays_out_of_the_baseline_when_it_takes_a_learnt_name() -> None:
    paths = graph()
    named = paths.add(KEY, NOW, 1)
    paths.learn(named)
    tries = paths.add((KEY[0], KEY[1], "tcp/502"), NOW + 1.0, 1)
    paths.hold(tries, alert="a1", reason="a try", time=NOW + 1.0)
    merged = paths.merge(tries, KEY, 1)
    assert merged is named
    assert (merged.status, merged.alert) == ("held", "a1")
    assert paths.ends(merged)[0].peers_out == {}


def test_what_is_announced_is_told_as_of_the_clock_or_its_last_flow() -> None:
    time = NOW
    paths = graph(clock=lambda: time)
    path = paths.add(KEY, NOW, 1)
    paths.learn(path)
    path.last_seen = NOW + 60.0
    assert [record.as_of for record in paths.take_announced()] == [NOW + 60.0]
    time = NOW + 5 * 86_400.0
    paths.hold(path, alert=None, reason="a word", time=time)
    assert [(record.status, record.as_of) for record in paths.take_announced()] == [("held", time)]
    paths.forget(path)
    assert [(record.retired, record.as_of) for record in paths.take_announced()] == [(True, time)]


def test_a_path_used_on_two_days_between_two_looks_is_told_for_each() -> None:
    paths = graph(clock=lambda: NOW)
    path = paths.add(KEY, NOW, 1)
    paths.learn(path)
    path.last_seen = NOW + 3_600.0
    paths.end_day(path)
    path.last_seen = NOW + 86_400.0
    paths.announce(path)
    assert [record.as_of for record in paths.take_announced()] == [NOW + 3_600.0, NOW + 86_400.0]
    paths.end_day(path)
    assert paths.take_announced() == []
