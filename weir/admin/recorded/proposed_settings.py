"""A settings file with what is proposed, each value with its evidence as a comment; all else is as the user has it."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replay.tune.evidence import Evidence
from replay.tune.parameters import A_DAY
from replay.tune.tuning import Tuning
from weir.errors import UserError, told
from weir.settings.sections import Settings, settings_path
from weir.views.recorded.tune import evidence_lines
from weir.views.terminal import clean, when

if TYPE_CHECKING:
    from tomlkit.items import Table


def proposed_text(tuning: Tuning, path: Path | None, settings: Settings, site: str) -> str:
    """TOML that `--settings` takes: the file at `path`, or an empty one, with the proposed values in it.

    A value goes where `settings` have it: into the site's own table, where that says something of it. Raises UserError
    for a file that cannot be read.
    """
    import tomlkit

    with told(OSError, ValueError):
        document = tomlkit.parse("" if path is None else path.read_text(encoding="utf-8"))
    own = settings.sites.get(site)
    for evidence in tuning.proposed:
        name = evidence.value.name
        if name == A_DAY:
            in_own = own is not None and own.alerts_a_day is not None
            table = _table(document, ("sites", site) if in_own else ("site",))
            _put(table, name, int(evidence.value.value), evidence, tuning)
        else:
            in_own = own is not None and own.detectors_least is not None
            table = _table(document, ("sites", site, "detectors_least") if in_own else ("detectors", "least"))
            _put(table, name, evidence.value.value, evidence, tuning)
    head = [
        f"Proposed by weir tune, from {when(tuning.begin, 'UTC')} to {when(tuning.end, 'UTC')} UTC.",
        "Nothing was changed by it: try it with weir replay --settings or weir compare, then take it.",
        *tuning.conclusions,
    ]
    return "".join(f"# {clean(line)}\n" for line in head) + "\n" + tomlkit.dumps(document).lstrip("\n")


def _table(document: MutableMapping[str, Any], keys: tuple[str, ...]) -> "Table":
    """The table at these keys, made where there is none; one within braces becomes a table of its own."""
    import tomlkit
    from tomlkit.items import InlineTable, Table

    here: Any = document
    for place, key in enumerate(keys):
        inner = here.get(key)
        if not isinstance(inner, Table):
            made = tomlkit.table(is_super_table=None if place == len(keys) - 1 else True)
            if isinstance(inner, InlineTable):
                for name, value in inner.items():
                    made.add(name, value)
            if inner is not None:
                del here[key]
            here[key] = made
            inner = here[key]
        here = inner
    return here  # type: ignore[no-any-return]


def _put(table: "Table", name: str, value: str | int, evidence: Evidence, tuning: Tuning) -> None:
    import tomlkit

    if name in table:
        del table[name]
    for line in evidence_lines(evidence, tuning):
        table.add(tomlkit.comment(clean(line)))
    table.add(name, value)


def check_free(out: Path | None) -> None:
    """Raises UserError for a file that is there: a person's settings are never written over."""
    if out is not None and out.exists():
        msg = f"--out {out}: is there already; name a new file"
        raise UserError(msg)


def write_proposed(out: Path, tuning: Tuning, path: Path | None, settings: Settings) -> None:
    """Write the file. Raises UserError where that fails, or the file is there."""
    check_free(out)
    text = proposed_text(tuning, settings_path(path), settings, tuning.labels.truth.site)
    with told(OSError):
        out.write_text(text, encoding="utf-8")
