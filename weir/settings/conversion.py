"""Makes records of the settings, a section at a time, so that each mistake is told with its place."""

from typing import get_args, get_origin, get_type_hints

import msgspec

from streams.secret import decode_secret
from weir.settings.source import Place, Report, Tree, keys_of

Section = msgspec.Struct | dict[str, msgspec.Struct] | dict[str, str]


def convert_sections(tree: Tree, kind: type[msgspec.Struct], place: Place, report: Report) -> dict[str, Section]:
    """Each section that was given, as its record; `[sites]` as a record a site, `[links]` as a word a name.

    What does not fit is reported and taken as if it had not been set.
    """
    hints = get_type_hints(kind)
    made: dict[str, Section] = {}
    for section, given in tree.items():
        hint = hints[section]
        if get_origin(hint) is not dict:
            made[section] = _convert(given, hint, (section,), place, report)
        elif isinstance(given, dict) and get_args(hint)[1] is str:
            made[section] = _words(given, section, place, report)
        elif isinstance(given, dict):
            inner = get_args(hint)[1]
            made[section] = {name: _convert(one, inner, (section, name), place, report) for name, one in given.items()}
        else:
            report(place.at((section,), "expected `object`: a table for each name"))
    return made


def _convert(
    given: object, kind: type[msgspec.Struct], at: tuple[str, ...], place: Place, report: Report
) -> msgspec.Struct:
    """One table as its record; of a table that is no table, or whose values contradict each other, the defaults."""
    table = dict(given) if isinstance(given, dict) else given
    while True:
        try:
            return msgspec.convert(table, kind, strict=True, dec_hook=decode_secret)
        except msgspec.ValidationError as error:
            report(place.of_validation(error, at))
            keys = keys_of(error)
            if not isinstance(table, dict) or not keys or keys[0] not in table:
                return kind()
            del table[keys[0]]


def _words(given: Tree, section: str, place: Place, report: Report) -> dict[str, str]:
    """A table of words, without what is none."""
    for name, value in given.items():
        if not isinstance(value, str):
            report(place.at((section, name), f"expected `str`, got `{type(value).__name__}`"))
    return {name: value for name, value in given.items() if isinstance(value, str)}
