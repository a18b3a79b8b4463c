"""The sentences of alerts that tell figures, and how each figure is recomputed from rows.

What rows alone cannot give: points and bits of surprise; dates and names of an announced window; what a person said.
Compared within bounds, each where its claim stands: a sweep of 128 addresses or more is an estimate (`sweeps.py`), and
of the tries of the hour before its alert some count; a pivot counts flows from when its chain is known, so at most its
rows (`check.py`); what only a pivot or an announced window lists may be usual later, and of an office host of many
peers some changed their address (`usual.py`).
"""

import re
from collections.abc import Callable, Iterator

from tests.replay.figures.figure import Figure, Told
from tests.replay.figures.plain import (
    criticality,
    first_seen_ago,
    flows,
    gone,
    joined,
    leads,
    level,
    listed_paths,
    loads,
    more_paths,
    opened,
    title_levels,
    would_alert,
)
from tests.replay.figures.steps import at_odd_hours, first_steps, loud_steps, others, steps
from tests.replay.figures.sweeps import doors, doors_title, ports, slowly, sweep_title, swept
from tests.replay.figures.usual import alike, asked, met, never, none_of, reached, talked, until_then

_SINCE = r"(\d+ (?:days|hours|minutes?))"
_SPAN = r"([\d,]+ (?:days|hours|minutes|seconds?))"
_COUNT = r"(\d+|no) hosts?"
_NTH = r"(?:this is the (\w+)|this one is new)"

CLAIMS: tuple[tuple[re.Pattern[str], Callable[[Told, re.Match[str]], Iterator[Figure]]], ...] = tuple(
    (re.compile(pattern), check)
    for pattern, check in (
        (rf"In {_SINCE} (?:only )?(\d+) hosts? usually talked to (\S+); {_NTH}", talked),
        (rf"In {_SINCE} (\S+) usually reached (?:only )?(\d+) hosts?(?:; {_NTH})?", reached),
        (rf"In {_SINCE} (\S+) (was usually asked for|usually used) (?:only )?([^;]+); (\S+) is new", asked),
        (r"On (\d+) days before, (?:usually nobody talked to (\S+)|(\S+) usually began no connections)", never),
        (rf"Until then (\S+) usually reached {_COUNT}, and (\S+) was usually reached by {_COUNT}", until_then),
        (r"(\S+) usually talks to (\S+), and never did by ([\w-]+)", met),
        (r"over [^:]+: ([\w-]+(?:, then [\w-]+ \d+ \w+ later(?:, after the session had ended)?)+)", steps),
        (r"None of these steps was seen before", first_steps),
        (r"(\d+) steps in a row are new", loud_steps),
        (rf"(\S+) in \S+ tried ([\d,]+) addresses within {_SPAN}; (?:\d+ of (\d+) tries|none)", swept),
        (rf"(\S+) in \S+ tried ([\d,]+) ports of (\S+) within {_SPAN}", ports),
        (rf"(\S+) in \S+ tried ([\d,]+) addresses within {_SPAN}, a few an hour at most", slowly),
        (rf"(\d+) (new hosts|addresses) in {_SPAN}$", doors_title),
        (r"of (\d+) sessions into (\S+) on (\d+) days none began", at_odd_hours),
        (r"(one|\d+) other hosts? had a session on (\S+) then", others),
        (rf"has reached (\d+) hosts across a boundary within {_SPAN}, .*on (\d+) different days", doors),
        (r"The inventory gives (\S+) criticality (\d) of 5", criticality),
        (r"(\S+) stands on Purdue level ([\d.]+)", level),
        (r"(\S+) in \S+ \((?:Purdue )?level ([\d.]+)\)", level),
        (r"([\d,]+) flows? so far", flows),
        (r" and ([\d,]+) more paths?(?=, gone after|$)", more_paths),
        (r"sent \S+ in \S+ ([\d,]+) octets by \S+ and got ([\d,]+) back", loads),
        (rf"(\S+) in \S+, a device that is in no inventory and was first seen {_SPAN} ago", first_seen_ago),
        (rf"(?:It was there for|, gone after) {_SPAN}", gone),
        (r"^(\S+) uses (\S+) of (.+?)(?: and (\d+) others?)? of (\S+), too", alike),
        (r"None of the (\d+) other hosts of (\S+)( that work alike)? usually reaches (\S+?)(?=\.?(?: |$))", none_of),
        (r"(\d+) of them leads? from (the DMZ|the internet|\S+) to (the DMZ|the internet|\S+)", leads),
        (r"([\d,]+) (?:learnt )?paths (?:that the policy forbids|to review)", listed_paths),
        (r"(?:Sweep|Port scan) by \S+: ([\d,]+ (?:addresses|ports of \S+))", sweep_title),
        (r"from level ([\d.]+) straight to level ([\d.]+)", title_levels),
        (r"([\d,]+) new paths? (?:between zones|led from)", listed_paths),
        (r"([\d,]+) paths? seen only then", listed_paths),
        (r"([\d,]+) paths? w(?:as|ere) seen for the first time then", listed_paths),
        (r"([\d,]+) of them would have alerted", would_alert),
        (r"(\S+) opened (\d+) of them, to (\d+) hosts?", opened),
        (r"which is at (\S+) in \S+, is at (\S+) in \S+, too: .*network card's MAC (\S+),", joined),
    )
)  # fmt: skip
