"""A synthetic plant with ground truth: office, DMZ, site operations and cells, and what goes wrong in them.

The same plan gives the same bytes. It imports nothing of `models/` nor of `streams/`: a bench must
not share its subject's ideas.
"""

from replay.simulate.plan import SimulationPlan, demo_plan
from replay.simulate.run import Written, plant_changes, simulate, truth, write
from replay.simulate.truth import Hop, Truth, TruthItem

__all__ = [
    "Hop",
    "SimulationPlan",
    "Truth",
    "TruthItem",
    "Written",
    "demo_plan",
    "plant_changes",
    "simulate",
    "truth",
    "write",
]
