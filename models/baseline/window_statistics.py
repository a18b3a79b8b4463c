"""What is usual in an asset's windows: River's running figures over those that have closed."""

from msgspec import Raw

from models.baseline.windows import WindowSums

FADING = 0.02
"""River's fading factor for per-window means: a memory of about 50 active windows (1/FADING)."""

TAIL = 0.95
"""The quantile kept per window, estimated by the P2 algorithm (Jain and Chlamtac 1985)."""

TAIL_AFTER = 5
"""Windows after which the P2 algorithm tells a quantile: it keeps five markers (the same source)."""


class WindowStatistics:
    """Running figures over an asset's closed windows.

    `stored` is what of them lies in the state, as long as no window has closed since: an asset's head is
    written for other reasons too, and these are half of what that costs (measured).
    """

    __slots__ = (
        "flows_mean", "flows_tail", "flows_var", "received_mean", "received_tail", "received_var", "sent_mean",
        "sent_tail", "sent_var", "stored", "windows",
    )  # fmt: skip

    def __init__(self) -> None:
        # Here, since it takes half a second: whoever closes no window and reads none back does without.
        from river import stats  # noqa: PLC0415

        self.stored: Raw | None = None
        self.windows = 0
        self.flows_mean = stats.EWMean(fading_factor=FADING)
        self.flows_var = stats.EWVar(fading_factor=FADING)
        self.flows_tail = stats.Quantile(q=TAIL)
        self.sent_mean = stats.EWMean(fading_factor=FADING)
        self.sent_var = stats.EWVar(fading_factor=FADING)
        self.sent_tail = stats.Quantile(q=TAIL)
        self.received_mean = stats.EWMean(fading_factor=FADING)
        self.received_var = stats.EWVar(fading_factor=FADING)
        self.received_tail = stats.Quantile(q=TAIL)

    def learn(self, sums: WindowSums) -> None:
        """Learn one closed window."""
        self.stored = None
        self.windows += 1
        for value, mean, var, tail in (
            (sums.flows, self.flows_mean, self.flows_var, self.flows_tail),
            (sums.sent_octets, self.sent_mean, self.sent_var, self.sent_tail),
            (sums.received_octets, self.received_mean, self.received_var, self.received_tail),
        ):
            mean.update(value)
            var.update(value)
            tail.update(value)

    @property
    def flows_per_window(self) -> float:
        """The running mean of flows per active window."""
        return float(self.flows_mean.get())

    @property
    def octets_per_window(self) -> float:
        """The running mean of octets per active window, both ways."""
        return float(self.sent_mean.get()) + float(self.received_mean.get())
