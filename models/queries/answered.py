"""What assets serve, as their answers show it. A try that nobody answered, or that was refused, shows nothing.

All paths count, learnt or held back: who answered an intruder serves what he asked for.
"""

from collections.abc import Iterable

from models.baseline.path import Path, StoredPath


class Answered:
    """By asset: the services that it answered, and whether anybody tried it. One walk over all paths."""

    def __init__(self, paths: Iterable[Path | StoredPath]) -> None:
        self._services: dict[str, set[str]] = {}
        self._tried: set[str] = set()
        for path in paths:
            if path.answered:
                self._services.setdefault(path.responder, set()).add(path.service)
            else:
                self._tried.add(path.responder)

    def services(self, asset_id: str) -> tuple[str, ...]:
        """What it serves, sorted."""
        return tuple(sorted(self._services.get(asset_id, ())))

    def only_tried(self, asset_id: str) -> bool:
        """Whether somebody tried it, and it never answered."""
        return asset_id in self._tried and asset_id not in self._services
