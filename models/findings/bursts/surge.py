"""A path, an initiator or a responder that has far more connections than ever, and how that is said."""

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.bursts.busiest import FEWEST_KEPT, Busiest
from models.findings.bursts.role_paths import ANSWERED, Role
from models.findings.protocol import AssetWindow
from models.findings.sighting import placed, span

MOST_NAMED = 3
"""So many of the other ends are named in the text; the rest are a number."""


class Surge(Struct, frozen=True):
    """What an asset has far too much of in a role, or the path that explains it.

    `path` is None where it is the asset itself. `connections` are those of the last window, `spoke` the paths that had
    some of the asset's in it, those with most first.
    """

    known: Busiest
    statistic: float
    connections: int
    asset: Asset
    role: Role
    spoke: tuple[tuple[Path, int], ...]
    path: Path | None = None


def told_of(surge: Surge, window: AssetWindow) -> tuple[str, str]:
    """The title of a surge, and a sentence about it without its full stop."""
    known, path, asset, count = surge.known, surge.path, surge.asset, f"{surge.connections:,}"
    asked = surge.role == ANSWERED
    if path is not None:
        title = f"Burst of connections: {path.initiator_asset.label} -> {path.responder_asset.label} ({path.service})"
        what = (
            f"{placed(path.initiator_asset)} opened {count} connections in five minutes to "
            f"{placed(path.responder_asset)} by {path.service}"
        )
    elif asked:
        title = f"{asset.label} is asked far more often than usual: {count} connections in five minutes"
        what = f"{placed(asset)} was asked for {count} connections in five minutes{_others(surge)}"
    else:
        title = f"{asset.label} opens far more connections than usual: {count} in five minutes"
        what = f"{placed(asset)} opened {count} connections in five minutes{_others(surge)}"
    most = known.most(window.begin)
    busiest = f"{most:,.0f}" if most > FEWEST_KEPT else f"no more than {most:,.0f}"
    lasted, watched = span(known.run_end - known.run_begin), span(window.begin - asset.record.first_seen)
    whose = f"the busiest five minutes of {asset.label}" if path is not None else "its busiest five minutes"
    return title, f"{what}, and so for {lasted}; in {watched} of watching, {whose} had {busiest}"


def _others(surge: Surge) -> str:
    """Who the other ends are, those with most connections first."""
    others: dict[str, None] = {}
    for path, _ in surge.spoke:
        others[(path.initiator_asset if surge.role == ANSWERED else path.responder_asset).label] = None
    names, word = list(others), "by" if surge.role == ANSWERED else "to"
    if not names:
        return ""
    if len(names) > MOST_NAMED:
        return f" {word} {len(names):,} devices, most of them {', '.join(names[:MOST_NAMED])}"
    last = f" and {names[-1]}" if len(names) > 1 else names[-1]
    return f" {word} {', '.join(names[:-1])}{last}"
