"""What keys do, without a terminal: what is asked backstage, and what is drawn."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.console import Console

from schemas.alert import Alert
from streams.read_model.alert_context import AlertContext
from streams.read_model.wanted import AlertsWanted
from tests.schemas.formats.alerts.alerts import whole
from tests.weir.follow.test_screen import drawn
from weir.admin.reader import open_reader
from weir.errors import UserError
from weir.follow.backstage import Backstage, Came, Failed, Handed, Standing, Story
from weir.follow.view import View
from weir.settings.sections import Settings, load_settings

ALERT = whole()


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    """A view of one alert, whose backstage has not begun."""
    receive, wake = os.pipe()
    settings = load_settings(environment={}, state_dir=tmp_path)
    backstage = Backstage(open_reader(settings, kafka=False), AlertsWanted(), "north", poll_s=1.0, wake=wake)
    view = View(backstage, Settings(links={"ticket": "https://t/{alert}"}), AlertsWanted())
    view.tell(Came([ALERT], []))
    yield view
    os.close(receive)
    os.close(wake)


def shown(view: View) -> str:
    return "\n".join(drawn(view.drawn(Console(file=io.StringIO(), width=100, height=60)), 100))


def press(view: View, *keys: str) -> str:
    for key in keys:
        view.press(key)
    return shown(view)


def answered(alert: Alert) -> Came:
    return Came([], [replace(alert, revision=alert.revision + 1, status="expected")])


def test_a_verdict_wants_a_reason_and_tells_when_it_is_answered(view: View) -> None:
    assert "because:" in press(view, "e")
    assert "A reason is needed" in press(view, " ", "enter")
    assert "handing it over" in press(view, "o", "k", "enter")
    view.tell(Handed(ALERT, "expected", ("nothing runs to take it",)))
    assert "waiting for its next revision; nothing runs to take it" in shown(view)
    view.tell(answered(ALERT))
    assert "answered by revision 3, expected" in shown(view)


def test_a_verdict_that_is_left_says_nothing(view: View) -> None:
    assert "nothing was said" in press(view, "m", "x", "escape")
    view.tell(answered(ALERT))
    assert "answered" not in shown(view)


def test_a_mute_asks_for_how_long_first(view: View) -> None:
    assert "for how long" in press(view, "u")
    assert "is no length of time" in press(view, "x", "enter")
    assert "mute on 3f9a0c51d2e8, because:" in press(view, "2", "d", "enter")


def test_a_story_is_scrolled_judged_and_left(view: View) -> None:
    assert "reading the story" in press(view, "enter")
    view.tell(Story(ALERT, AlertContext()))
    told = shown(view)
    assert "baseline" in told
    assert "https://t/3f9a0c51d2e84b7a" in told
    assert "expected on 3f9a0c51d2e8" in press(view, "e")
    press(view, "escape")
    assert "worst first" in press(view, "escape")


def test_filters_orders_and_help_are_keys(view: View) -> None:
    assert "no alert has all these words" in press(view, "/", "z", "z")
    assert "1 shown" in press(view, "escape")
    assert "newest first" in press(view, "s")
    assert "answered ones too" in press(view, "a")
    assert "as `weir verdict`" not in press(view, "?")
    assert "next revision answers it" in shown(view)
    assert not view.has_quit
    press(view, "q")
    assert view.has_quit


def test_trouble_stands_until_it_is_over_and_a_wrong_filter_ends_the_view(view: View) -> None:
    view.tell(Standing("the broker is away; waiting"))
    assert "the broker is away" in shown(view)
    view.tell(Standing(None))
    assert "the broker is away" not in shown(view)
    view.tell(Failed("no alert 'x'"))
    assert "no alert 'x'" in shown(view)
    with pytest.raises(UserError, match="no zone"):
        view.tell(Failed("no zone 'x'", ends=True))


def test_without_an_alert_keys_do_nothing(view: View) -> None:
    view.feed.words = "nowhere"
    assert "no alert is selected" in press(view, "e")
    press(view, "enter", "j", "G")
