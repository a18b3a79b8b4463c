"""Which column of an inventory gives which field: by the best heading, never by the order of the columns."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct

from schemas.formats.assets.heading_table import HEADINGS, NAMES_WITH_AN_ID, ONLY_ALONE, SECOND_USE, WORDS_ONLY
from schemas.formats.assets.reading import Mapped, Unused, shown

IDENTITIES = frozenset({"ip", "mac", "name", "id"})
"""A file must have one of these: else no row of it names an asset."""

ONE_COLUMN = frozenset({"site", "id", "realm"})
"""Fields of one column alone: what a second one says in other words would split one plant, or one device, in two."""

MAX_HEADING = 128
"""Characters of a heading that are looked at: no heading of the table is half as long."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BETWEEN_WORDS = re.compile(r"[^\w]+|_+")
_NUMBER = re.compile(r"_?\d+\Z")
_PREFIXES = ("cf_", "u_", "custom_", "cmdb_ci_", "ci_", "asset_", "device_", "equipment_")
_SUFFIXES = ("_name", "_s", "s")
_COMBINING = re.compile("[\u0300-\u036f]")


class Columns(Struct, frozen=True):
    """Field -> the indexes of its columns, the best first; and what became of each column."""

    of_field: dict[str, tuple[int, ...]]
    mapped: tuple[Mapped, ...]
    unused: tuple[Unused, ...]
    words_only: frozenset[int] = frozenset()

    @property
    def identify(self) -> bool:
        """Whether a row can name an asset."""
        return not IDENTITIES.isdisjoint(self.of_field)


def normal_heading(heading: str) -> str:
    """A heading without case, accents, punctuation and what stands in brackets; words are joined by `_`."""
    plain = _BRACKETS.sub(" ", heading[:MAX_HEADING])
    text = unicodedata.normalize("NFKC", plain).casefold().replace("ł", "l")
    text = unicodedata.normalize("NFC", _COMBINING.sub("", unicodedata.normalize("NFD", text)))
    return _BETWEEN_WORDS.sub("_", text).strip("_")


def _ranked() -> dict[str, dict[str, int]]:
    """Normal heading -> field -> rank within the field."""
    table: dict[str, dict[str, int]] = {}
    for field, headings in HEADINGS.items():
        for rank, heading in enumerate(headings):
            table.setdefault(normal_heading(heading), {}).setdefault(field, rank)
    return table


_RANKS = _ranked()
_RUN_TOGETHER = {heading.replace("_", ""): heading for heading in reversed(_RANKS)}
"""`ipaddress`, `SITEID`, `deviceName`: Maximo and programs write headings in one word."""
_SECOND_USE = {normal_heading(heading): fields for heading, fields in SECOND_USE.items()}
_NAMES_WITH_AN_ID = frozenset(map(normal_heading, NAMES_WITH_AN_ID))
_ONLY_ALONE = frozenset(map(normal_heading, ONLY_ALONE))
_WORDS_ONLY = frozenset(map(normal_heading, WORDS_ONLY))


def columns_of(headings: Sequence[str]) -> Columns:
    """How a row of headings is understood."""
    known = [_known(heading) for heading in headings]
    found: dict[str, list[tuple[int, int]]] = {}
    for index, name in enumerate(known):
        if name is not None and name not in _SECOND_USE:
            for field, rank in _RANKS[name].items():
                found.setdefault(field, []).append((rank, index))
    for index, name in enumerate(known):
        if name in _SECOND_USE:
            second, first = _SECOND_USE[name]
            better = any(rank < _RANKS[name][first] for rank, _ in found.get(first, ()))
            field = second if better and second not in found else first
            found.setdefault(field, []).append((_RANKS[name][field], index))
    if "id" in found and "name" not in found:
        named = [index for index, heading in enumerate(headings) if normal_heading(heading) in _NAMES_WITH_AN_ID]
        if named:
            found["name"] = [(0, named[0])]
    of_field: dict[str, tuple[int, ...]] = {}
    for field, ranked in found.items():
        of_field[field] = tuple(_chosen(field, [index for _, index in sorted(ranked)], known))
    words_only = frozenset(index for index in of_field.get("criticality", ()) if known[index] in _WORDS_ONLY)
    return Columns(of_field, *_told(headings, of_field, found), words_only)


def _known(heading: str) -> str | None:
    """The heading of the table that a heading is: as it stands, else without a number, a prefix or a suffix."""
    name = normal_heading(heading)
    for one in _variants(name):
        if one in _RANKS:
            return one
        if (apart := _RUN_TOGETHER.get(one.replace("_", ""))) is not None:
            return apart
    return None


def _variants(name: str) -> Iterable[str]:
    plain = _NUMBER.sub("", name)
    for one in dict.fromkeys((name, plain)):
        yield one
        for prefix in _PREFIXES:
            if one.startswith(prefix):
                yield one.removeprefix(prefix)
        for suffix in _SUFFIXES:
            if one.endswith(suffix) and len(one) > len(suffix) + 1:
                yield one.removesuffix(suffix)


def _chosen(field: str, indexes: list[int], known: Sequence[str | None]) -> list[int]:
    if field == "ip" and any(known[index] not in _ONLY_ALONE for index in indexes):
        indexes = [index for index in indexes if known[index] not in _ONLY_ALONE]
    return indexes[:1] if field in ONE_COLUMN else indexes


def _told(
    headings: Sequence[str], of_field: dict[str, tuple[int, ...]], found: dict[str, list[tuple[int, int]]]
) -> tuple[tuple[Mapped, ...], tuple[Unused, ...]]:
    """What became of each column, in the file's order."""
    field_of = {index: field for field, indexes in of_field.items() for index in indexes}
    second = {index: field for field, ranked in found.items() for _, index in ranked if index not in field_of}
    mapped, unused = [], []
    for index, heading in enumerate(headings):
        label = shown(heading)
        if index in field_of:
            mapped.append(Mapped(label, field_of[index]))
        elif index in second:
            best = shown(headings[of_field[second[index]][0]])
            unused.append(Unused(label, f"{second[index]} is taken from the column {best!r}"))
        elif label:
            unused.append(Unused(label, "the heading is not known"))
    return tuple(mapped), tuple(unused)
