"""Recorded traffic with labels that somebody else gave: a small reader of each set, for the bench only.

The sets are no part of a clone: they are read from `../shared/data`, or from where WEIR_SHARED_DATA says.
"""

from benchmarks.evaluate.labelled.running import print_labelled

__all__ = ["print_labelled"]
