"""Which rows are looked at, day by day, and that no batch or restart changes it."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from models.event_time.watermark import MAX_SENSORS, OTHER_SENSORS
from models.pipeline import Pipeline
from models.sensors.sensors import FIRST_ROWS, ONE_OF, Sensors
from models.settings import CoreSettings
from schemas.flow import Flow
from tests.models import builders as b
from tests.models import cuts

FLOWS = [b.flow(b.MONDAY + n, b.SCADA, b.PLC, flaws=("gap",) if n % 2 else ()) for n in range(2_000)]


def test_the_first_rows_of_a_day_are_all_looked_at_and_then_one_of_many() -> None:
    sensors = Sensors()
    sensors.observe(FLOWS)
    (found,) = sensors
    assert found.today.rows == FIRST_ROWS + (2_000 - FIRST_ROWS) // ONE_OF
    assert abs(found.today.flows - 2_000) < ONE_OF


def test_a_new_day_begins_anew_and_keeps_the_day_before() -> None:
    sensors = Sensors()
    sensors.tick(b.MONDAY, 1)
    sensors.observe(FLOWS)
    before = msgspec.msgpack.encode(next(iter(sensors)).today)
    sensors.tick(b.MONDAY + b.DAY, 1)
    sensors.observe(FLOWS[:10])
    (found,) = sensors
    assert (msgspec.msgpack.encode(found.before), found.today.rows) == (before, 10)


def test_a_clock_set_back_counts_on() -> None:
    sensors = Sensors()
    for time in (b.MONDAY + b.DAY, b.MONDAY):
        sensors.tick(time, 1)
        sensors.observe(FLOWS[:10])
    (found,) = sensors
    assert (found.today.rows, found.before.rows) == (20, 0)


@settings(max_examples=30)
@given(sizes=st.lists(st.integers(1, 400), min_size=1, max_size=12), several=st.booleans())
def test_it_does_not_matter_how_flows_are_cut_into_batches_nor_where_it_is_restored(
    sizes: list[int], several: bool
) -> None:
    whole, cut = Pipeline(b.SITE, CoreSettings()), Pipeline(b.SITE, CoreSettings())
    store: cuts.Store = {}
    flows = [msgspec.structs.replace(flow, sensor="b" if n % 3 and several else "a") for n, flow in enumerate(FLOWS)]
    for pipeline in (whole, cut):
        pipeline.observe(flows[:5])
        pipeline.tick(b.tick(b.MONDAY))
    whole.observe(flows[5 : 5 + sum(sizes)])
    at = 5
    for size in sizes:
        cut.observe(flows[at : at + size])
        at += size
        cuts.keep(store, cut)
        cut = cuts.restored(store, CoreSettings())
    assert cut.sensors() == whole.sensors()
    assert _stored(cut) == _stored(whole)


def _stored(pipeline: Pipeline) -> bytes:
    sensors = pipeline._state.sensors
    return msgspec.msgpack.encode((sensors.stored(), sensors.overlap.stored()))


def test_ot_is_counted_by_the_hour() -> None:
    sensors = Sensors()
    for time in (b.MONDAY, b.MONDAY + 60.0, b.MONDAY + 2 * b.HOUR, b.MONDAY + b.HOUR):
        sensors.saw_ot("a", time)
    (found,) = sensors
    assert (found.ot_last, found.ot_hours) == (b.MONDAY + 2 * b.HOUR, 2)
    sensors.correct(b.MONDAY)
    assert found.ot_last == b.MONDAY


def test_polling_shows_ot_and_office_traffic_does_not() -> None:
    plant = b.new_pipeline()
    for hour in range(3):
        time = b.MONDAY + hour * b.HOUR
        plant.observe([b.flow(time, b.SCADA, b.PLC, sensor="ot"), b.flow(time, b.OFFICE, b.JUMP, 443, sensor="it")])
    assert {each.sensor: each.ot_last for each in plant.sensors()} == {"it": None, "ot": b.MONDAY + 2 * b.HOUR}


def test_sensors_past_a_bound_are_counted_together() -> None:
    sensors = Sensors()
    flows: list[Flow] = [b.flow(b.MONDAY, b.SCADA, b.PLC, sensor=f"s{n}") for n in range(MAX_SENSORS + 10)]
    sensors.observe(flows)
    found = {each.sensor: each.today.rows for each in sensors}
    assert (len(found), found[OTHER_SENSORS]) == (MAX_SENSORS + 1, 10)
