"""What each key does in the live view, and what is shown then. It waits for nothing: what takes time is backstage."""

from typing import Literal

from rich.console import Console, RenderableType
from rich.text import Text

from schemas.alert import Alert
from schemas.verdict import Decision
from streams.read_model.alert_context import SPEAKING
from streams.read_model.wanted import AlertsWanted
from weir.errors import UserError
from weir.follow.backstage import Backstage, Came, Handed, Standing, Story, Told
from weir.follow.feed import Feed, Key, key_of
from weir.follow.prompt import Prompt
from weir.follow.screen import HELP, Lines, as_lines, list_screen, text_screen
from weir.settings.sections import Settings
from weir.times import parse_duration
from weir.views.alerts.detail import alert_detail
from weir.views.alerts.searches import links_of, searches_of
from weir.views.terminal import clean

Asked = Literal["filter", "duration", "reason"]

_SAID_BY: dict[str, Decision] = {"e": "expected", "m": "malicious", "u": "mute"}

_MUTE_FOR = "8h"
"""Offered for a mute from the queue: a shift. `weir verdict mute` alone holds for a week."""

_STEPS = {"up": -1, "k": -1, "down": 1, "j": 1}
_FAR = 1_000_000
"""More lines than there are."""


class View:
    """The state of the view: which page, what is asked, what was told."""

    def __init__(self, backstage: Backstage, settings: Settings, wanted: AlertsWanted) -> None:
        self.feed = Feed(SPEAKING if wanted.status is None else (wanted.status,))
        self.has_quit = False
        self._backstage = backstage
        self._settings = settings
        self._message = "reading the alerts ..."
        self._trouble: str | None = None
        self._page: Literal["list", "story", "help"] = "list"
        self._story: Story | None = None
        self._first_line = 0
        self._prompt: Prompt | None = None
        self._asked: Asked = "filter"
        self._about: tuple[Alert, Decision] | None = None
        self._lasting_s: float | None = None
        self._height = 24
        self._unanswered: dict[Key, tuple[Decision, int]] = {}

    def tell(self, told: Told) -> None:
        """Take what came from backstage. Raises UserError for what ends the view."""
        if isinstance(told, Came):
            self._message = "" if self._message.startswith("reading the alerts") else self._message
            self.feed.take(told.alerts)
            self.feed.update(told.others)
            for alert in (*told.alerts, *told.others):
                self._answered(alert)
        elif isinstance(told, Standing):
            self._trouble = told.trouble
        elif isinstance(told, Story):
            self._story, self._page, self._first_line, self._message = told, "story", 0, ""
        elif isinstance(told, Handed):
            notes = "".join(f"; {note}" for note in told.notes)
            self._message = f"{told.decision} on {told.alert.id[:12]}: noted, waiting for its next revision{notes}"
        elif told.ends:
            raise UserError(told.why)
        else:
            self._message = told.why

    def press(self, key: str) -> None:
        """Take one key."""
        if self._prompt is not None:
            self._type(self._prompt, key)
        elif key in {"q", "end of input"}:
            self.has_quit = True
        elif key == "?":
            self._page, self._first_line = "help", 0
        elif key in _SAID_BY and self._page != "help":
            self._ask_verdict(_SAID_BY[key])
        elif self._page == "list":
            self._in_list(key)
        elif key in {"escape", "backspace", "enter"}:
            self._page = "list"
        else:
            self._first_line = max(0, self._first_line + self._steps(key))

    def drawn(self, console: Console) -> Lines:
        """The screen as it is now."""
        width, self._height = console.size
        message = self._trouble or self._message
        if self._page == "list":
            return list_screen(self.feed, console.size, self._time_zone, message, self._prompt)
        if self._page == "help" or self._story is None:
            text = [Text(line) for line in HELP.splitlines()]
        else:
            text = as_lines(console, width, *self._told(self._story))
        self._first_line = min(self._first_line, max(0, len(text) - (self._height - 2)))
        return text_screen(text, console.size, self._first_line, message, self._prompt)

    def _told(self, story: Story) -> list[RenderableType]:
        """All of an alert, and below it where its traffic is."""
        alert = story.alert
        found = [(one.tool, one.line) for one in searches_of(alert)]
        found += [(one.name, one.url) for one in links_of(alert, self._settings.links)]
        below = [Text("its traffic", style="bold"), *(Text(clean(f"  {name:<8}  {line}")) for name, line in found)]
        return [alert_detail(alert, self._time_zone(alert.site), story.context), *(below if found else [])]

    def _time_zone(self, site: str) -> str:
        return self._settings.core(site).time_zone

    def _in_list(self, key: str) -> None:
        current = self.feed.current()
        if key == "enter" and current is not None:
            self._message = f"reading the story of {current.id[:12]} ..."
            self._backstage.ask_story(current)
        elif key == "/":
            self._prompt, self._asked = Prompt("Only alerts with the words:", self.feed.words), "filter"
        elif key == "s":
            self.feed.by_time = not self.feed.by_time
        elif key == "a":
            self.feed.every = not self.feed.every
        elif key == "escape":
            self.feed.words = ""
        else:
            self.feed.move(self._steps(key))

    def _steps(self, key: str) -> int:
        page = max(1, self._height - 8)
        far = {"page up": -page, "page down": page, " ": page, "home": -_FAR, "g": -_FAR, "end": _FAR, "G": _FAR}
        return _STEPS.get(key, far.get(key, 0))

    def _ask_verdict(self, decision: Decision) -> None:
        about = self._story.alert if self._page == "story" and self._story is not None else self.feed.current()
        if about is None:
            self._message = "no alert is selected"
            return
        self._about, self._lasting_s = (about, decision), None
        if decision == "mute":
            question = f"Mute {about.id[:12]} for how long (8h, 2d, 1w)?"
            self._prompt, self._asked = Prompt(question, offered=_MUTE_FOR), "duration"
        else:
            self._ask_reason()

    def _ask_reason(self, before: str = "") -> None:
        if self._about is not None:
            alert, decision = self._about
            self._prompt, self._asked = Prompt(f"{before}{decision} on {alert.id[:12]}, because:"), "reason"

    def _type(self, prompt: Prompt, key: str) -> None:
        done = prompt.press(key)
        if self._asked == "filter":
            self.feed.words = "" if done == "left" else prompt.text
        if done == "left":
            self._message = "" if self._asked == "filter" else "nothing was said"
        if done != "typing":
            self._prompt = None
        if done == "given" and self._asked == "duration":
            self._take_duration(prompt.answer)
        elif done == "given" and self._asked == "reason":
            self._take_reason(prompt.answer)

    def _take_duration(self, answer: str) -> None:
        try:
            self._lasting_s = parse_duration(answer)
        except ValueError as error:
            self._prompt = Prompt(f"{error}:", offered=_MUTE_FOR)
            return
        self._ask_reason()

    def _take_reason(self, answer: str) -> None:
        if not answer:
            self._ask_reason("A reason is needed. ")
        elif self._about is not None:
            alert, decision = self._about
            self._unanswered[key_of(alert)] = decision, alert.revision
            self.feed.judge(key_of(alert))
            self._message = f"{decision} on {alert.id[:12]}: handing it over ..."
            self._backstage.give(alert, decision, answer, self._lasting_s)

    def _answered(self, alert: Alert) -> None:
        """Tell that a revision came since a verdict was given."""
        decision, revision = self._unanswered.get(key_of(alert), (None, 0))
        if decision is not None and alert.revision > revision:
            del self._unanswered[key_of(alert)]
            self._message = f"{decision} on {alert.id[:12]}: answered by revision {alert.revision}, {alert.status}"
