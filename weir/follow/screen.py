"""How the live view looks on a terminal of any size: a list with its keys, a story, the help. It only draws."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from schemas.alert import Alert
from streams.read_model.alert_context import SPEAKING, revision_time
from weir.follow.feed import Feed, key_of
from weir.follow.prompt import Prompt
from weir.views.terminal import LEVEL_STYLES, TimeZoneOf, clean, counted, when

WIDE = 100
"""Columns from which the status stands in a column of its own; titles are up to 60 characters long."""

PREVIEW_ROWS = 24
"""Rows from which the selected alert's summary stands below the list."""

LIST_KEYS = "Enter story  e expected  m malicious  u mute  / find  s sort  a all  ? help  q"
STORY_KEYS = "j k scroll  e expected  m malicious  u mute  Esc back  q quit"

HELP = """\
up, down or k, j     select an alert; in a story, scroll
PgUp PgDn Home End   the same in steps; g and G are the first and the last
Enter                the whole story of the selected alert
e                    expected: it belongs there, learn it
m                    malicious: it must not be there, alert each time
u                    mute it for a time; it is counted and not learnt
                     each asks for a reason: Enter sends it, Esc leaves it
/                    show only alerts with all these words; Esc drops them
s                    sort by severity, or by time
a                    show all, also what is answered and closed
?                    this help
q                    quit (Ctrl-C too, with exit code 130)

A verdict goes the way of `weir verdict`: what runs takes it, and the alert's
next revision answers it, which is told in the line above the keys."""


class Lines:
    """Lines that fill the terminal from its first row to its last; each is cut at its width."""

    def __init__(self, lines: Sequence[Text]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich asks for."""
        for number, line in enumerate(self._lines):
            shown = line.copy()
            shown.truncate(options.max_width, overflow="ellipsis")
            if number:
                yield Segment.line()
            yield from (segment for segment in shown.render(console) if segment.text != "\n")


def list_screen(
    feed: Feed, size: tuple[int, int], time_zone_of: TimeZoneOf, message: str, prompt: Prompt | None
) -> Lines:
    """The list: how many there are, a line each, the selected one's summary, what was told last, and the keys."""
    width, height = size
    shown = feed.shown()
    current = next((alert for alert in shown if key_of(alert) == feed.selected), None)
    preview = _preview(current, width) if height >= PREVIEW_ROWS else []
    rows = max(1, height - 4 - len(preview))
    place = next((number for number, alert in enumerate(shown) if alert is current), 0)
    first = min(max(0, place - rows // 2), max(0, len(shown) - rows))
    lines = [_head(feed, len(shown)), _headings(width)]
    lines += [_row(alert, width, time_zone_of, is_current=alert is current) for alert in shown[first : first + rows]]
    if not shown:
        lines.append(Text("  no alert to show" if not feed.words else "  no alert has all these words"))
    lines += [Text()] * (2 + rows - len(lines))
    return Lines([*lines, *preview, *_foot(message, prompt, LIST_KEYS)])


def text_screen(story: Sequence[Text], size: tuple[int, int], first: int, message: str, prompt: Prompt | None) -> Lines:
    """A text, from its line `first` on, as far as it fits."""
    rows = max(1, size[1] - 2)
    lines = list(story[first : first + rows])
    lines += [Text()] * (rows - len(lines))
    last = min(len(story), first + rows)
    keys = STORY_KEYS if len(story) <= rows else f"{STORY_KEYS}   line {last} of {len(story)}"
    return Lines([*lines, *_foot(message, prompt, keys)])


def as_lines(console: Console, width: int, *parts: RenderableType) -> list[Text]:
    """What rich would print, a text a line."""
    options = console.options.update(width=width)
    return [
        Text.assemble(*((each.text, each.style or "") for each in line))
        for part in parts
        for line in console.render_lines(part, options, pad=False)
    ]


def _head(feed: Feed, shown: int) -> Text:
    of = f"{counted(feed.waiting(), 'alert')} {'waits' if feed.waiting() == 1 else 'wait'}, {shown:,} shown"
    about = [of, "newest first" if feed.by_time else "worst first", *(["answered ones too"] if feed.every else [])]
    about += [f"filter: {clean(feed.words)}"] if feed.words else []
    about += [f"{feed.left_out:,} lesser ones left out"] if feed.left_out else []
    return Text.assemble(("Weir ", "bold"), "  ".join(about))


def _headings(width: int) -> Text:
    status = f"{'status':<9}  " if width >= WIDE else ""
    return Text(f"  {'level':<8} of 100  {'time':<11}  {status}alert", style="dim")


def _row(alert: Alert, width: int, time_zone_of: TimeZoneOf, *, is_current: bool) -> Text:
    time = when(revision_time(alert), time_zone_of(alert.site))[5:16]
    is_answered = alert.status not in SPEAKING
    line = Text("> " if is_current else "  ", style="reverse" if is_current else "dim" if is_answered else "")
    line.append(f"{alert.level:<8}", style="" if is_current or is_answered else LEVEL_STYLES[alert.level])
    line.append(f" {alert.severity:>6}  {time}  ")
    if width >= WIDE:
        line.append(f"{alert.status:<9}  ")
    elif alert.status != "open":
        line.append(f"{alert.status}: ")
    line.append(clean(alert.title))
    if is_current:
        line.truncate(width, overflow="ellipsis", pad=True)
    return line


def _preview(alert: Alert | None, width: int) -> list[Text]:
    """The summary in two lines at most, below a rule."""
    rule = Text("\N{BOX DRAWINGS LIGHT HORIZONTAL}" * width, style="dim")
    if alert is None:
        return [rule, Text(), Text()]
    said = Text(clean(f"{alert.summary} ({counted(alert.count, 'flow')}, {alert.id[:12]})"))
    wrapped = list(said.wrap(Console(width=width), width))
    if len(wrapped) > 2:
        wrapped = [wrapped[0], Text(f"{wrapped[1].plain[: width - 2]} \N{HORIZONTAL ELLIPSIS}")]
    return [rule, *wrapped, *[Text()] * (2 - len(wrapped))]


def _foot(message: str, prompt: Prompt | None, keys: str) -> list[Text]:
    """What was told last, or what is asked; below it the keys."""
    if prompt is None:
        return [Text(clean(message), style="bold"), Text(keys, style="dim")]
    offered = f" [{prompt.offered}]" if prompt.offered and not prompt.text else ""
    asked = Text.assemble((f"{clean(prompt.question)}{offered} ", "bold"), clean(prompt.text), ("_", "bold"))
    return [asked, Text("Enter takes it  Esc leaves it", style="dim")]
