"""In which lines the entries of a zone file stand: the parsers of JSON and TOML do not say.

Found by a look at the text. Where an unusual spelling hides an entry (a table within a line of TOML), its line is not
known, and its number has to do.
"""

import re

from msgspec import Struct

from schemas.asset_change import AssetChange

_TOML_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*\"?(zones|conduits)\"?[ \t]*\]\]", re.MULTILINE)
_TOML_STRINGS = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''", re.DOTALL)
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)


class Span(Struct, frozen=True):
    """The lines of one entry: the number of its first (from 1), and its text."""

    first: int
    text: str

    def line_of(self, value: str) -> int:
        """The line in which a text stands within quotes; the entry's first where it is not found."""
        for quote in ('"', "'"):
            position = self.text.find(f"{quote}{value}{quote}")
            if position >= 0:
                return self.first + self.text.count("\n", 0, position)
        return self.first


class ZoneEntry(Struct, frozen=True):
    """One zone or conduit with its place in words, and the place of each of its CIDRs by their canonical form."""

    change: AssetChange
    place: str
    cidr_places: dict[str, str] = {}


def places_of(content: bytes, *, toml: bool) -> dict[tuple[str, int], Span]:
    """(`zones` or `conduits`, number from 1) -> where that entry stands, for those that could be found."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    starts = _toml_starts(text) if toml else _json_starts(text)
    places: dict[tuple[str, int], Span] = {}
    numbers = {"zones": 0, "conduits": 0}
    line = 1
    for index, (kind, start) in enumerate(starts):
        line += text.count("\n", starts[index - 1][1] if index else 0, start)
        end = starts[index + 1][1] if index + 1 < len(starts) else len(text)
        numbers[kind] += 1
        places[kind, numbers[kind]] = Span(line, text[start:end])
    return places


def _toml_starts(text: str) -> list[tuple[str, int]]:
    # What stands in a text over several lines is no heading; blanked, so that the places stay.
    plain = _TOML_STRINGS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return [(found[1], found.start() + len(found[0]) - len(found[0].lstrip())) for found in _TOML_ENTRY.finditer(plain)]


def _json_starts(text: str) -> list[tuple[str, int]]:
    """Where the objects of the lists begin: those of the one list, or of the keys `zones` and `conduits`."""
    starts: list[tuple[str, int]] = []
    depth, kind, base = 0, "zones", 1
    word = ""
    for token in _JSON_TOKEN.finditer(text):
        mark = token[0]
        if mark.startswith('"'):
            word = mark[1:-1]
        elif mark == ":" and depth == 1:
            kind = word
        elif mark in "[{":
            base = 2 if depth == 0 and mark == "{" else base
            if mark == "{" and depth == base and kind in {"zones", "conduits"}:
                starts.append((kind, token.start()))
            depth += 1
        elif mark in "]}":
            depth -= 1
    return starts
