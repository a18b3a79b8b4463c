"""What words on alerts have taught, for `weir learning`."""

from collections.abc import Iterable

from models.lessons.group import Group
from schemas.overview.learning import TaughtKind


def taught(site: str, groups: Iterable[Group]) -> tuple[TaughtKind, ...]:
    """A row a kind and pair of places, by kind; those between which most was said first."""
    ordered = sorted(
        groups, key=lambda group: (group.kind, -len(group.lessons), group.from_ or "", group.to or "", group.id)
    )
    return tuple(
        TaughtKind(
            site=site,
            kind=group.kind,
            from_=group.from_,
            to=group.to,
            controls=group.controls,
            expected=group.expected,
            malicious=group.malicious,
            points=group.points,
            latest=group.latest,
        )
        for group in ordered
    )
