"""Links from an alert to other tools: `[links] NAME = "https://..."`, with places in braces that an alert fills."""

from difflib import get_close_matches
from string import Formatter

PLACES: tuple[str, ...] = (
    "community_id", "uid", "start", "stop", "start_iso", "stop_iso", "initiator_ip", "responder_ip",
    "initiator_port", "responder_port", "transport", "service", "sensor", "site", "alert",
)  # fmt: skip
"""What may stand in braces; docs/feed.md says what each is."""


def problems(template: str) -> list[str]:
    """What is wrong with a template, a sentence each."""
    if not template.startswith(("https://", "http://")):
        return ["a link begins with https:// or http://"]
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        return [f"{error}; a brace that is meant as one is doubled: {{{{ or }}}}"]
    found = []
    for _, place, form, conversion in parts:
        if place is None:
            continue
        if place not in PLACES:
            near = get_close_matches(place, PLACES, n=1, cutoff=0.5)
            hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(PLACES)}"
            found.append(f"nothing is called {{{place}}}; {hint}")
        elif form or conversion:
            found.append(f"{{{place}}} takes no format behind its name")
    return found
