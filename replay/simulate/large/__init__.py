"""A plant as people have them: 40 to 5,000 assets, rhythm, rare jobs, a troubled sensor, attacks that hide.

`weir simulate --plant large` writes it. It is made by the hour and by several processes, a day each; the same plan
gives the same bytes whatever their number. It imports nothing of `models/`.
"""

from replay.simulate.large.plan import LargePlan
from replay.simulate.large.write import write

__all__ = ["LargePlan", "write"]
