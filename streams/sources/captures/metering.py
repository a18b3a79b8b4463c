"""The process of one capture: its frames come on standard input, rows as NDJSON go to standard output.

    python -m streams.sources.captures.metering < plant.pcap

It is a process by itself because it hands bytes of strangers to a C library: whatever those do, Weir only loses the
rest of the capture. It exits with 0, or with 1 and says why on standard error, after the rows of what could be read.
"""

import os
import sys

from streams.sources.captures.conversations import Conversations
from streams.sources.captures.engine import CaptureUnreadable, Frames


def main() -> int:
    """Meter standard input; the exit code."""
    # What the C libraries print must not stand among the rows.
    rows = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        with rows:
            for row in Conversations(Frames()).rows():
                rows.write(row)
    except CaptureUnreadable as error:
        sys.stderr.write(str(error))
        return 1
    except BrokenPipeError:
        return 0  # Nobody reads on: a replay was stopped, or only the first rows were wanted.
    return 0


if __name__ == "__main__":
    sys.exit(main())
