"""What is lost or unknown is logged once a minute, and stands in the notes for as long as it matters."""

import logging

import pytest

from streams.sources.listening.parked import Stranger
from streams.sources.listening.standing import LATELY_S, SAY_EVERY_S, Standing, strangers_told
from streams.status.observer import ListenerFared

NAME = "udp:0.0.0.0:2055"


class Told:
    """A standing whose time is set."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._standing = Standing(NAME, lambda: self.now)

    def __call__(self, *, kernel: int | None = 0, here: int = 0, parked: int = 0) -> ListenerFared:
        strangers = [Stranger("10.0.0.9", parked, 0.0, 1.0)] if parked else []
        return self._standing.datagrams(
            received=100, lost_in_kernel=kernel, lost_here=here, parked=parked, strangers=strangers
        )


def test_where_all_is_well_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    told = Told()
    assert told() == ListenerFared(source=NAME, received=100, lost_in_kernel=0)
    assert told(kernel=None).lost_in_kernel is None
    assert caplog.records == []


def test_losses_are_logged_once_a_minute_with_where(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    told = Told()
    told(kernel=5, here=2)
    told.now += SAY_EVERY_S / 2
    told(kernel=9, here=2)
    assert len(caplog.records) == 1
    assert "7 datagrams lost since the last such line, 7 in all: 5 by the kernel" in caplog.text
    told.now += SAY_EVERY_S / 2
    told(kernel=9, here=2)
    assert "4 datagrams lost since the last such line, 11 in all" in caplog.text
    told.now += SAY_EVERY_S
    told(kernel=9, here=2)
    assert len(caplog.records) == 2


def test_a_loss_stands_in_the_notes_for_ten_minutes() -> None:
    told = Told()
    assert told(kernel=5).note == f"{NAME}: 5 datagrams lost so far, the last within ten minutes"
    told.now += LATELY_S
    assert told(kernel=5).note is None


def test_strangers_are_told_with_what_to_add(caplog: pytest.LogCaptureFixture) -> None:
    told = Told()
    fared = told(parked=3)
    assert (fared.parked, fared.unknown) == (3, 1)
    assert fared.note is not None
    assert '[[netflow.exporters]] with address = "10.0.0.9"' in fared.note
    assert "10.0.0.9 (3 datagrams)" in caplog.text
    told.now += SAY_EVERY_S
    told(parked=3)
    assert len(caplog.records) == 1
    told(parked=4)
    assert len(caplog.records) == 2


def test_of_many_strangers_ten_are_named() -> None:
    told = strangers_told([Stranger(f"10.0.0.{number}", 1, 0.0, 1.0) for number in range(12)])
    assert "10.0.0.9 (1 datagrams) and 2 more" in told
    assert "10.0.0.10" not in told
