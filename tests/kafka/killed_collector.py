"""`weir collect` that kills itself: `python -m tests.kafka.killed_collector METHOD N before|after ARGUMENTS...`.

The same of `weir feed`, where the arguments begin with `feed`.

At the N-th call of the real producer's METHOD, before it or once it has returned, the process gets SIGKILL. All the
rest is the real client, broker and command. So a kill falls in the middle of a transaction for certain.
"""

import functools
import os
import signal
import sys
from typing import Any

from kafka import KafkaProducer

from weir.cli import main


def kill_at(method: str, call: int, when: str) -> None:
    """Let the producer's method end this process at that call."""
    real = getattr(KafkaProducer, method)
    calls = 0

    @functools.wraps(real)
    def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*arguments, **named)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(KafkaProducer, method, counted)


if __name__ == "__main__":
    name, number, moment, *rest = sys.argv[1:]
    kill_at(name, int(number), moment)
    sys.argv[1:] = rest if rest[:1] == ["feed"] else ["collect", *rest]
    main()
