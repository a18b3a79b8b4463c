"""Ends a transaction of kafka-python within bounds: the client itself would wait for an answer for ever."""

from collections.abc import Callable
from threading import Thread

from kafka.errors import KafkaTimeoutError


def end_within(seconds: float, end: Callable[[], None]) -> None:
    """Call `end`, a producer's commit or abort. Raises what it raises, and KafkaTimeoutError where no answer comes."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            end()
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
            failures.append(error)

    thread = Thread(target=run, name="end-transaction", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        msg = f"no answer within {seconds:.0f} s"
        raise KafkaTimeoutError(msg)
    if failures:
        raise failures[0]
