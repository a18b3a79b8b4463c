"""A process that hangs when it was told to stop is ended; soon where Kafka is away, and never where it is not."""

import subprocess
import sys
import time

from streams.kafka.client.ending import end_in_time

HANGS = """
import threading
from streams.kafka.client import ending
ending.AWAY_S = 0.1
ending.end_in_time(lambda: {away!r}, longest_s={longest_s})
threading.Event().wait(60)
"""


def ended(away: str | None, longest_s: float) -> str:
    command = [sys.executable, "-c", HANGS.format(away=away, longest_s=longest_s)]
    done = subprocess.run(command, check=False, capture_output=True, timeout=50, text=True)
    assert done.returncode == 1
    return done.stderr


def test_while_kafka_is_away_it_ends_soon_and_says_why() -> None:
    said = ended("Kafka is away since noon", 3_600.0)
    assert "not ended within 0 s of being told to, Kafka is away since noon: ending by force" in said


def test_where_kafka_is_there_it_has_its_time() -> None:
    assert "nothing committed is lost" in ended(None, 0.2)


def test_who_has_ended_by_itself_is_spared() -> None:
    began = time.monotonic()
    end_in_time(lambda: "away", longest_s=3_600.0).set()
    assert time.monotonic() - began < 5.0
