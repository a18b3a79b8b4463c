"""What is known of pairs of controllers like one that begins to talk."""

from models.paths.lateral import lateral
from models.pipeline import Pipeline
from tests.models import builders as b

PLCS = tuple(f"10.9.0.{n}" for n in (20, 21, 22, 23))


def plant(*others: b.Event) -> Pipeline:
    polls = [
        b.flow(b.MONDAY + hour * b.HOUR + n, b.SCADA, plc, service="modbus")
        for hour in range(5)
        for n, plc in enumerate(PLCS)
    ]
    pipeline = b.new_pipeline(*b.ZONES)
    given = sorted([*polls, *others], key=lambda each: getattr(each, "end", 0.0))
    b.run(pipeline, b.ticked(given))
    return pipeline


def alike(pipeline: Pipeline, initiator: str, responder: str, service: str) -> int | None:
    assets = pipeline._state.inventory.assets
    found = lateral(assets, assets[f"ip:{initiator}"], assets[f"ip:{responder}"], service, declared=False)
    return None if found is None else found.alike


def hourly(initiator: str, responder: str, hours: int) -> list[b.Event]:
    return [b.flow(b.MONDAY + n * b.HOUR + 30.0, initiator, responder, 80, service="http") for n in range(hours)]


def test_only_pairs_of_controllers_by_no_ot_protocol_and_no_everyday_service_count() -> None:
    pipeline = plant()
    assert alike(pipeline, PLCS[0], PLCS[1], "http") == 0
    assert alike(pipeline, PLCS[0], PLCS[1], "modbus") is None
    assert alike(pipeline, PLCS[0], PLCS[1], "ntp") is None
    assert alike(pipeline, b.SCADA, PLCS[1], "http") is None


def test_pairs_that_talked_in_three_hours_count_and_the_initiators_own_do_not() -> None:
    pipeline = plant(*hourly(PLCS[1], PLCS[2], 3), *hourly(PLCS[2], PLCS[3], 2), *hourly(PLCS[0], PLCS[3], 4))
    assert alike(pipeline, PLCS[0], PLCS[1], "http") == 1
    assert alike(pipeline, PLCS[1], PLCS[3], "http") == 1
    assert alike(pipeline, PLCS[0], PLCS[1], "smb") == 0
