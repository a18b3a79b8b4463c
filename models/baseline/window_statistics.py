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
        "flows_mean", "received_mean", "received_tail", "received_var", "sent_mean", "sent_tail", "sent_var", "stored",
        "windows",
    )  # fmt: skip

    def __init__(self) -> None:
        # Here, since it takes half a second: whoever closes no window and reads none back does without.
        from river import stats  # noqa: PLC0415

        self.stored: Raw | None = None
        self.windows = 0
        self.flows_mean = stats.EWMean(fading_factor=FADING)
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
        self.flows_mean.update(sums.flows)
        self.sent_mean.update(sums.sent_octets)
        self.sent_var.update(sums.sent_octets)
        self.sent_tail.update(sums.sent_octets)
        self.received_mean.update(sums.received_octets)
        self.received_var.update(sums.received_octets)
        self.received_tail.update(sums.received_octets)

    @property
    def flows_per_window(self) -> float:
        """The running mean of flows per active window."""
        return float(self.flows_mean.get())

    @property
    def octets_per_window(self) -> float:
        """The running mean of octets per active window, both ways."""
        return float(self.sent_mean.get()) + float(self.received_mean.get())
