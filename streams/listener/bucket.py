"""A token bucket: so many a minute, and some at once."""


class Bucket:
    """`a_minute` on average, a quarter of that at once. `now` is seconds of a clock that only goes up."""

    def __init__(self, a_minute: float, now: float) -> None:
        self._a_second = a_minute / 60.0
        self._most = max(1.0, a_minute / 4.0)
        self._left = self._most
        self._at = now

    def wait_s(self, now: float) -> float:
        """Take one, and 0.0; or the seconds until there is one, where there is none."""
        self._left = min(self._most, self._left + max(0.0, now - self._at) * self._a_second)
        self._at = now
        if self._left < 1.0:
            return (1.0 - self._left) / self._a_second
        self._left -= 1.0
        return 0.0
