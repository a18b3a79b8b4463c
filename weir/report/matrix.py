"""What talks to what as a square: who began down the side, who answered across."""

from collections.abc import Sequence

from msgspec import Struct

from schemas.asset_change import Side
from schemas.overview.matrix import MatrixCell
from weir.report.told import SIDE_NAMES, natural, number, plural, text

Tone = str
"""How a cell looks: alerted, undeclared, declared, or plain."""

MARKS: dict[Tone, str] = {"alerted": "▲", "undeclared": "◇", "declared": "✓", "plain": ""}

_ORDER: tuple[Side | None, ...] = ("external", "it", "dmz", "ot", None)


class SquareCell(Struct, frozen=True, kw_only=True):
    """One pair: its figures as lines of text, and all of it in a sentence."""

    tone: Tone
    mark: str
    paths: str
    declared: str
    alerted: str
    said: str


class SquareRow(Struct, frozen=True, kw_only=True):
    """All that one place began. A cell of None has no path."""

    name: str
    side: str
    cells: tuple[SquareCell | None, ...]


class Square(Struct, frozen=True, kw_only=True):
    """The whole. `across` are names and sides of the columns."""

    across: tuple[tuple[str, str], ...]
    rows: tuple[SquareRow, ...]


_Place = tuple[Side | None, str | None]


def square(cells: Sequence[MatrixCell], *, by: str) -> Square | None:
    """The cells of sides or of zones; None where there are none. Places without any path have no row."""
    own = [cell for cell in cells if cell.by == by]
    if not own:
        return None
    pairs = {(_initiator(cell), _responder(cell)): cell for cell in own}
    places = sorted({end for pair in pairs for end in pair}, key=_order)
    return Square(
        across=tuple((_name(place), SIDE_NAMES[place[0]]) for place in places),
        rows=tuple(
            SquareRow(
                name=_name(place),
                side=SIDE_NAMES[place[0]],
                cells=tuple(_cell(pairs.get((place, other))) for other in places),
            )
            for place in places
        ),
    )


MOST_SERVICES = 20
"""Services told of one pair: four lines of a cell. A scan of one port after the other leaves a thousand."""


def tone(cell: MatrixCell) -> Tone:
    """The worst that is said of a cell's paths."""
    if cell.alerted:
        return "alerted"
    if cell.declared == cell.paths:
        return "declared"
    return "undeclared" if cell.crosses else "plain"


def services_text(services: dict[str, int]) -> str:
    """The services of a pair, the most paths first, with how many each has; of many the rest is counted."""
    told = [f"{text(name)} ({number(count)})" for name, count in list(services.items())[:MOST_SERVICES]]
    rest = len(services) - len(told)
    return ", ".join(told) + (f", and {number(rest)} more: each is in the table of paths" if rest else "")


def pair_name(cell: MatrixCell) -> str:
    """From where to where."""
    return f"{_name(_initiator(cell))} → {_name(_responder(cell))}"


def _cell(cell: MatrixCell | None) -> SquareCell | None:
    if cell is None:
        return None
    looks = tone(cell)
    guessed = "; a side of some is inferred" if cell.inferred else ""
    said = (
        f"{pair_name(cell)}: {plural(cell.paths, 'path')}, {plural(cell.flows, 'flow')}; "
        f"{number(cell.declared)} declared, {number(cell.alerted)} alerted; the policy says {cell.policy}{guessed}; "
        f"{services_text(cell.services)}"
    )
    return SquareCell(
        tone=looks,
        mark=MARKS[looks],
        paths=number(cell.paths),
        declared=number(cell.declared),
        alerted=number(cell.alerted),
        said=said,
    )


def _initiator(cell: MatrixCell) -> _Place:
    return cell.initiator_side, cell.initiator_zone


def _responder(cell: MatrixCell) -> _Place:
    return cell.responder_side, cell.responder_zone


def _name(place: _Place) -> str:
    side, zone = place
    return SIDE_NAMES[side] if zone is None else text(zone)


def _order(place: _Place) -> tuple[object, ...]:
    return _ORDER.index(place[0]), natural(place[1] or ""), place[1] or ""
