"""How long a test waits for what must come."""

PATIENCE_S = 300.0
"""A guard against what hangs, not a measure of speed: the slowest machine tried, with other work, took 100 s."""
