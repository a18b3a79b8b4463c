"""The sensor's clock: it drifts by the day and is set right on Sundays."""

from replay.simulate.calendar import SUNDAY, Day

_DRIFT_S_A_DAY = 0.4
"""A quartz of 5 ppm without NTP: 0.43 s a day."""


def shift_s(day: Day) -> float:
    """By how much the sensor's clock is ahead on a day."""
    return 0.0 if day.weekday == SUNDAY else _DRIFT_S_A_DAY * (day.weekday + 1)
