"""MIDAS-R's statistic of one path, initiator or responder: its connections of late against all it ever had.

After Bhatia et al., "MIDAS: Microcluster-Based Detector of Anomalies in Edge Streams" (AAAI 2020) and "Real-time
Streaming Anomaly Detection in Dynamic Graphs" (TKDD 2022), with counts that are exact and no sketches. Two things are
chosen for a plant. The time step is Weir's window of five minutes. And steps are counted from when the subject itself
was first seen, not from the begin of the stream: what is a day old is compared with its day, and what is seen for the
first time scores 0, since nothing is usual of it yet.
"""

from msgspec import Struct

from models.baseline.windows import WINDOW_S

FADES = 0.5
"""What is left of the count of late at each next step: the factor of the papers' experiments on DARPA."""


class FadingCount(Struct, array_like=True, gc=False):
    """Connections of one subject. `first` and `last` are the numbers of the steps in which it was first and last heard.

    `late` is its count of late as it was at `last`, which fades; `total` all it ever had.
    """

    first: int
    last: int
    late: float = 0.0
    total: float = 0.0

    def add(self, step: int, connections: int = 1) -> None:
        """Count connections of a step. Those of a step that is over count as if they were of the last one."""
        if step > self.last:
            self.late *= FADES ** (step - self.last)
            self.last = step
        self.late += connections
        self.total += connections

    def statistic(self) -> float:
        """Chi-squared of the count of late against the mean of all steps; 0 in the first step, and below the mean.

        `(late - mean)^2` over `mean`, and the same for the steps before (one degree of freedom). A steady pace of n a
        step scores about n, since its count of late is two steps' worth: it tells what stands out, and is no test.
        """
        steps = self.last - self.first + 1
        total = self.total
        above = self.late * steps - total
        if steps <= 1 or above <= 0.0:
            return 0.0
        return above * above / (total * (steps - 1))


def step_of(time: float) -> int:
    """The number of the step that a time lies in, seconds UTC."""
    return int(time // WINDOW_S)
