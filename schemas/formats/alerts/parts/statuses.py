"""The status of an alert in the words of each receiver.

Sources: OCSF 1.8.0 (`status_id`, `verdict_id`, `activity_id` of Detection Finding), Splunk's CIM, ECS `event.action`.
"""

from msgspec import Struct

from schemas.alert import Alert, AlertStatus


class StatusWords(Struct, frozen=True):
    """One status. `verdict` is OCSF's `verdict_id` (1 false positive, 2 true positive, 4 suspicious, 5 benign)."""

    ocsf: int
    ocsf_name: str
    verdict: int
    verdict_name: str


STATUSES: dict[AlertStatus, StatusWords] = {
    "open": StatusWords(1, "New", 4, "Suspicious"),
    "withheld": StatusWords(3, "Suppressed", 4, "Suspicious"),
    "expected": StatusWords(4, "Resolved", 5, "Benign"),
    "malicious": StatusWords(2, "In Progress", 2, "True Positive"),
    "muted": StatusWords(3, "Suppressed", 5, "Benign"),
    "closed": StatusWords(4, "Resolved", 0, "Unknown"),
}


def action_of(alert: Alert) -> str:
    """What this revision is to a queue: the alert is new, goes on, or has come to its end."""
    if alert.status in {"closed", "expected"}:
        return "closed"
    return "created" if alert.revision == 1 or alert.released else "updated"
