from collections import Counter

from tests.replay.simulate.traffic.of import local, of


def test_the_office_works_on_workdays() -> None:
    days = Counter(local(row.start).weekday() for row in of("office"))
    assert max(days[5], days[6]) < 0.2 * min(days[day] for day in range(5))


def test_people_have_their_sites() -> None:
    visits = Counter((row.initiator_ip, row.responder_ip) for row in of("office") if row.responder_ip[:7] == "192.88.")
    assert visits.most_common(1)[0][1] > 20
    assert sum(count == 1 for count in visits.values()) > 20
