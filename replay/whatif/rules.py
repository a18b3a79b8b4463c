"""Rules as people write them and as firewalls export them: `office -> cell-1 tcp/445`, or a table with headings.

Ends are zones, sides, assets, addresses or networks; services those that conduits understand. In a file the first rule
that fits decides, so one that allows may come before one that denies.
"""

import csv
import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from schemas.services.patterns import ANY_SERVICE, conduit_service

Action = Literal["deny", "allow"]

ANYWHERE = "any"

_FORM = re.compile(r"(?P<source>.+?)\s*(?:->|=>)\s*(?P<target>\"[^\"]+\"|\S+)(?:\s+(?P<services>.+))?")

_ACTIONS: dict[str, Action] = {
    "deny": "deny", "drop": "deny", "reject": "deny", "block": "deny", "discard": "deny", "denied": "deny",
    "allow": "allow", "accept": "allow", "permit": "allow", "pass": "allow", "allowed": "allow",
}  # fmt: skip

_EVERYWHERE = frozenset({"any", "all", "*", "0.0.0.0/0", "::/0", ""})

_COLUMNS: dict[str, tuple[str, ...]] = {
    "action": ("action", "rule action", "verdict"),
    "source": ("source", "from", "src", "source address", "source zone", "src addr", "initiator"),
    "target": ("destination", "to", "dst", "destination address", "destination zone", "dst addr", "responder"),
    "services": ("service", "services", "port", "ports", "destination port", "dst port", "application"),
    "protocol": ("protocol", "proto", "transport"),
}
"""Headings as exports have them, without case and with spaces for what is between words."""


class Rule(Struct, frozen=True):
    """One rule as it was written, and what it says. `ANYWHERE` and `*` stand for all ends and services."""

    text: str
    action: Action
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    services: tuple[str, ...]


def parse_rule(text: str) -> Rule:
    """One rule, such as `office -> cell-1 tcp/445 rdp`. It denies unless its first word says otherwise.

    A name with spaces stands in quotation marks. Raises ValueError that says how a rule is written.
    """
    first, _, rest = text.strip().partition(" ")
    action = _ACTIONS.get(first.lower())
    found = _FORM.fullmatch(text.strip() if action is None else rest.strip())
    if found is None:
        msg = f"{text!r} is no rule; write it like 'office -> cell-1 tcp/445' (zones, sides, assets, networks, or any)"
        raise ValueError(msg)
    services = (found["services"] or "").replace(",", " ").split()
    return Rule(text.strip(), action or "deny", _ends(found["source"]), _ends(found["target"]), _services(services))


def read_rules(content: str, source: str) -> list[Rule]:
    """The rules of a file: a rule a line with `#` before remarks, or CSV with headings.

    Raises ValueError with the line.
    """
    lines = content.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    columns = _columns(first)
    rules: list[Rule] = []
    for number, line in enumerate(lines, 1):
        text = line.strip() if columns else line.partition("#")[0].strip()
        if not text or text.startswith("#") or (columns and line == first):
            continue
        try:
            rules.append(_of_row(text, columns, _separator(first)) if columns else parse_rule(text))
        except ValueError as error:
            msg = f"{source}, line {number}: {error}"
            raise ValueError(msg) from error
    if not rules:
        msg = f"{source}: there is no rule in it"
        raise ValueError(msg)
    return rules


def _columns(heading: str) -> dict[str, int]:
    """Where a table has what; empty where the line is no heading."""
    cells = [re.sub(r"[^a-z]+", " ", cell.lower()).strip() for cell in _cells(heading, _separator(heading))]
    found = {what: cells.index(name) for what, names in _COLUMNS.items() for name in reversed(names) if name in cells}
    return found if {"source", "target"} <= found.keys() else {}


def _separator(heading: str) -> str:
    return max(",;\t", key=heading.count)


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _of_row(line: str, columns: dict[str, int], separator: str) -> Rule:
    cells = _cells(line, separator)
    said = {what: cells[place].strip() if place < len(cells) else "" for what, place in columns.items()}
    action = _ACTIONS.get(said.get("action", "deny").lower())
    if action is None:
        msg = f"action {said['action']!r} is none of {', '.join(sorted(_ACTIONS))}"
        raise ValueError(msg)
    transport = said.get("protocol", "").lower()
    names = re.split(r"[\s,;]+", said.get("services", "").strip())
    services = [f"{transport}/{name}" if transport in {"tcp", "udp"} and name.isdigit() else name for name in names]
    if services == [""] and transport in {"tcp", "udp", "icmp"}:
        services = [transport]
    return Rule(line.strip(), action, _ends(said["source"]), _ends(said["target"]), _services(services))


def _ends(text: str) -> tuple[str, ...]:
    names = [name.strip().strip('"').lower() for name in re.split(r"[,;]", text)]
    return (ANYWHERE,) if any(name in _EVERYWHERE for name in names) else tuple(names)


def _services(names: Sequence[str]) -> tuple[str, ...]:
    found = tuple(conduit_service(name) for name in names if name and name.lower() not in _EVERYWHERE)
    return found or (ANY_SERVICE,)
