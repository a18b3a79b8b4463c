"""Says of an unknown device that it was there for some hours and is gone: a laptop that somebody plugged in."""

from models.alerts.alerting import Alerting
from models.event_time.calendar import HOUR_S

GONE_S = 4 * HOUR_S
"""Silent for so long it is gone: longer than a lunch, half of a shift. A convention."""

STAY_S = 12 * HOUR_S
"""What was there for longer is no short visit."""


def say_gone(alerting: Alerting, clock: float) -> None:
    """Publish each alert on an unknown device anew, once, that came for some hours and has left by `clock`."""
    for alert_id in sorted(alerting.alerts):
        alert = alerting.alerts[alert_id]
        if alert.kind != "new-asset" or alert.status != "open" or alert.gone_after_s is not None or not alert.count:
            continue
        stay_s = alert.last_seen - alert.first_seen
        if clock - alert.last_seen >= GONE_S and stay_s <= STAY_S:
            alert.gone_after_s = stay_s
            alerting.announce_again(alert, clock)
