"""The forwarding loop: until it is stopped, or once; ready while it runs."""

import asyncio
from collections.abc import Callable

import pytest

from schemas.formats.alerts.ndjson import ndjson
from streams.outputs.deliveries import Deliveries
from streams.outputs.delivery import Delivery
from streams.outputs.forward import forward
from streams.status.observer import Fact, Ready, SinkFared
from tests.patience import PATIENCE_S
from tests.streams.outputs.doubles import ListOutbox, ListSink
from tests.streams.records import Told, an_alert


class Turning(Told):
    """Does something at the loop's first turn."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self._then = then

    def turn(self) -> None:
        self._then()


def run(sink: ListSink, told: Told, stop: asyncio.Event, *, once: bool) -> None:
    delivery = Delivery("list", sink, ndjson, ListOutbox(an_alert("a1"), an_alert("a2")), poll_s=0.0)
    asyncio.run(asyncio.wait_for(forward(Deliveries([delivery], told), told, stop, once=once), PATIENCE_S))


def test_once_delivers_what_waits() -> None:
    sink, told = ListSink(), Told()
    run(sink, told, asyncio.Event(), once=True)
    facts: list[Fact] = list(told)
    assert [alert.id for alert in sink] == ["a1", "a2"]
    assert facts[0] == Ready(None)
    assert isinstance(facts[-1], SinkFared)
    assert sink.calls[-1] == "close"


def test_it_goes_on_until_it_is_stopped() -> None:
    stop, sink = asyncio.Event(), ListSink()
    run(sink, Turning(stop.set), stop, once=False)
    assert [alert.id for alert in sink] == ["a1", "a2"]


def test_a_sink_that_cannot_be_opened_ends_it() -> None:
    sink = ListSink("open", PermissionError(13, "Permission denied", "alerts"))
    with pytest.raises(PermissionError):
        run(sink, Told(), asyncio.Event(), once=False)
