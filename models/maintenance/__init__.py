"""Announced work: what is seen in its time is held and told once, and is no part of the baseline afterwards."""
