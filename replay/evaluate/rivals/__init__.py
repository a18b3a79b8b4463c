"""Simple rules that Weir is judged beside: what is not better than these is not worth its size."""

from replay.evaluate.rivals.registry import RIVALS, rivals

__all__ = ["RIVALS", "rivals"]
