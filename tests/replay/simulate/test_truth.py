import msgspec

from replay.simulate import Truth, truth
from schemas.services.names import service_of
from tests.replay.simulate.figures import SMALL, path, rows, side


def test_truth_survives_its_file() -> None:
    planted = truth(SMALL)
    assert msgspec.json.decode(msgspec.json.encode(planted), type=Truth) == planted


def test_every_item_is_in_the_traffic_exactly_as_it_says() -> None:
    for item in truth(SMALL).items:
        within = [
            row
            for row in rows(SMALL)
            if row.initiator_ip == item.initiator_ip
            and row.responder_ip in item.responder_ips
            and item.start <= row.start
            and row.end <= item.end
            and item.service in {None, service_of(row.service, row.transport, row.responder_port)}
        ]
        if item.hops:
            legs = {(hop.initiator_ip, hop.responder_ip, hop.service, hop.start) for hop in item.hops}
            assert legs <= {(*path(row), row.start) for row in rows(SMALL)}
            continue
        assert {row.responder_ip for row in within} == set(item.responder_ips)
        assert min(row.start for row in within) == item.start
        assert max(row.end for row in within) == item.end


def test_every_new_path_into_the_plant_after_learning_belongs_to_an_attack() -> None:
    learnt = {path(row) for row in rows(SMALL) if row.end < SMALL.calendar.day(8).at(0.0)}
    guilty = {item.initiator_ip for item in truth(SMALL).items if item.expected == "alert"} | {"10.1.0.20", "10.2.0.20"}
    new = {path(row) for row in rows(SMALL)} - learnt
    into_plant = {one for one in new if {side(one[0]), side(one[1])} & {"ot", "dmz"}}
    assert into_plant
    assert {initiator for initiator, _, _ in into_plant} <= guilty


def test_near_misses_open_no_new_path_that_touches_the_plant() -> None:
    learnt = {path(row) for row in rows(SMALL) if row.end < SMALL.learn_until}
    for item in truth(SMALL).items:
        if item.expected == "silent":
            for row in rows(SMALL):
                is_it = row.initiator_ip == item.initiator_ip and row.responder_ip in item.responder_ips
                if is_it and item.start <= row.start and row.end <= item.end:
                    assert path(row) in learnt or not {side(row.initiator_ip), side(row.responder_ip)} & {"ot", "dmz"}
