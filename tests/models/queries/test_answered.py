"""What is served is what was answered."""

from tests.models import builders as b


def test_a_try_that_nobody_answered_serves_nothing_and_an_answer_does_even_where_it_is_held_back() -> None:
    plant = b.learnt_plant()
    now = b.after()
    tries = [b.tried(now + 60, b.OFFICE, "10.9.0.50"), b.flow(now + 61, b.OFFICE, "10.9.0.50", state="rejected")]
    answers = [b.flow(now + 62, b.OFFICE, b.PLC, 44818, service="enip")]
    b.run(plant, [*tries, *answers])
    by_ip = {ip: each for each in plant.assets() for ip in each.ips}
    assert by_ip["10.9.0.50"].services_served == ()
    assert not by_ip["10.9.0.50"].heard
    assert by_ip[b.PLC].services_served == ("enip", "modbus")
    assert by_ip[b.PLC].heard
    assert next(path for path in plant.paths() if path.service == "enip").status == "held"
