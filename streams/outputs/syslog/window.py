"""The window of a connection that acknowledges nothing: what may not have been read when it broke."""

from collections import deque

KEPT_S = 60.0
"""A receiver that lives reads what its system took within a minute."""

MOST_MESSAGES = 10_000
MOST_BYTES = 16 * 1024 * 1024
"""Bounds of the memory: a minute of 160 alerts/s, of 1.6 kB each."""


class Window:
    """The messages sent shortly before the connection was last known to live, oldest first.

    TCP says what the other system took, not what its program read. A program that dies takes with it what it had not
    read, so these are sent again on the next connection: each at least once, some twice.
    """

    def __init__(self) -> None:
        self._kept: deque[tuple[float, bytes]] = deque()
        self._bytes = 0

    def sent(self, messages: list[bytes], now_s: float) -> None:
        """These went out, and the connection lives. `now_s` is of a clock that never goes back."""
        for message in messages:
            self._kept.append((now_s, message))
            self._bytes += len(message)
        while self._kept and (
            self._kept[0][0] < now_s - KEPT_S or len(self._kept) > MOST_MESSAGES or self._bytes > MOST_BYTES
        ):
            self._bytes -= len(self._kept.popleft()[1])

    @property
    def messages(self) -> list[bytes]:
        """What is to be sent again."""
        return [message for _, message in self._kept]
