"""The words for a status, and what a revision is to a queue."""

from typing import get_args

import pytest

from schemas.alert import AlertStatus
from schemas.formats.alerts.parts.statuses import STATUSES, action_of
from tests.schemas.formats.alerts.alerts import whole


def test_every_status_has_its_words() -> None:
    assert tuple(sorted(STATUSES)) == tuple(sorted(get_args(AlertStatus)))


@pytest.mark.parametrize(
    ("revision", "status", "action"),
    [
        (1, "open", "created"),
        (2, "open", "updated"),
        (2, "muted", "updated"),
        (1, "closed", "closed"),
        (3, "expected", "closed"),
    ],
)
def test_a_revision_is_new_goes_on_or_ends(revision: int, status: AlertStatus, action: str) -> None:
    assert action_of(whole(revision=revision, status=status)) == action
