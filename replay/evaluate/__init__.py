"""What alerts are worth against a ground truth: found, named rightly, how soon, and at what price in false ones.

It imports nothing of `models/`: it reads alerts as their reader does, and so it judges those of other programs, too.
"""

from replay.evaluate.evaluation import Evaluation, NamedEvaluation, ScenarioResult, evaluate
from replay.evaluate.raised import Raised, read_raised
from replay.evaluate.scenarios import GRACE_S

__all__ = ["GRACE_S", "Evaluation", "NamedEvaluation", "Raised", "ScenarioResult", "evaluate", "read_raised"]
