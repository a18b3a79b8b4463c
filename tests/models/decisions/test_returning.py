"""A device of OT that nobody declared and that comes back after weeks is told; a plant that was not watched is not."""

from collections.abc import Iterator, Sequence

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from tests.models import builders as b

LAPTOP = "10.9.0.77"
LEARNT_UNTIL = b.MONDAY + 7 * b.DAY
CHANGES = (
    *b.ZONES,
    *(
        b.asset(name, ip, time=b.MONDAY, name=name)
        for name, ip in (("scada", b.SCADA), ("plc", b.PLC), ("historian", b.HISTORIAN))
    ),
)


def days(first: int, last: int) -> Iterator[b.Event]:
    """The SCADA server polls a controller each day."""
    for day in range(first, last):
        yield b.flow(b.MONDAY + day * b.DAY + b.HOUR, b.SCADA, b.PLC, service="modbus")


def there(day: float, responder: str = b.SCADA) -> b.Event:
    return b.flow(b.MONDAY + day * b.DAY + 2 * b.HOUR, LAPTOP, responder, 443, service="ssl")


def told(*events: Sequence[b.Event]) -> list[Alert]:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=LEARNT_UNTIL))
    given = sorted((each for part in events for each in part), key=lambda each: getattr(each, "end", 0.0))
    alerts = b.run(pipeline, b.ticked([*CHANGES, *given])).alerts
    kinds = {"new-asset", "level-skip", "rogue-master"}
    return [alert for alert in b.last_revisions(alerts).values() if alert.kind in kinds]


@pytest.mark.parametrize("responder", [b.SCADA, b.PLC], ids=["by its way of old", "by a new way"])
def test_a_device_that_comes_back_after_weeks_is_told(responder: str) -> None:
    (alert,) = told([*days(0, 42)], [there(1), there(2), there(40, responder)])
    assert alert.kind == "new-asset"
    assert alert.title.startswith(f"Unknown device is back after 38 days in cell: {LAPTOP} -> ")
    assert "a device that is in no inventory and was away for 38 days" in alert.summary
    assert alert.severity < told([*days(0, 20)], [there(10)])[0].severity


def test_one_that_was_away_for_three_weeks_is_not() -> None:
    assert told([*days(0, 30)], [there(1), there(2), there(23)]) == []


def test_nothing_is_told_where_the_plant_was_not_watched_meanwhile() -> None:
    assert told([*days(0, 3)], [there(1), there(2)], [*days(40, 45)], [there(41)]) == []


def test_a_declared_one_may_come_and_go() -> None:
    declared = b.asset("laptop", LAPTOP, time=b.MONDAY, name="laptop")
    assert told([declared], [*days(0, 42)], [there(1), there(2), there(40)]) == []
