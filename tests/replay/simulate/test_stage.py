from replay.simulate.randomness import seeded
from replay.simulate.scene import Scene
from replay.simulate.shapes import tcp
from replay.simulate.stage import Stage, hop, item
from tests.replay.simulate.figures import SMALL

STAGE = Stage("trial", Scene(SMALL), SMALL.calendar.day(8), 0.0, seeded(1))
FIRST = tcp(seeded(1), 10.0, "a", "b", 3389, "rdp,ssl", sent=1, received=1, duration=50.0)
SECOND = tcp(seeded(1), 20.0, "a", "c", 3389, None, sent=1, received=1, duration=5.0)


def test_an_item_reads_ends_times_and_service_off_its_connections() -> None:
    made = item(STAGE, "dmz-bypass", [FIRST, SECOND], "a trial")
    assert (made.name, made.initiator_ip, made.responder_ips) == ("trial", "a", ("b", "c"))
    assert (made.start, made.end, made.service, made.expected) == (10.0, 60.0, "rdp", "alert")


def test_several_services_are_none() -> None:
    other = tcp(seeded(1), 20.0, "a", "b", 22, "ssh", sent=1, received=1, duration=5.0)
    assert item(STAGE, "scan", [FIRST, other], "a trial", expected="silent").service is None


def test_a_hop_is_named_by_the_table_of_services() -> None:
    assert (hop(FIRST).service, hop(FIRST).start) == ("rdp", 10.0)
