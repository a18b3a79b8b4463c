"""What the Kafka clients log: each connection is a dozen lines of theirs, which hide ours."""

import logging

from weir.wiring.log_limit import CLIENTS


def quieten_clients(least: int = logging.WARNING) -> None:
    """Let only their warnings through, or what is at `least` of that level, unless everything is asked for."""
    if logging.getLogger().level > logging.DEBUG:
        for name in CLIENTS:
            logging.getLogger(name).setLevel(least)
