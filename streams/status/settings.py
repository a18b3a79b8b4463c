"""Settings of what a running shell shows of itself. Pure: nothing here listens."""

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(gt=0.0, le=3_600.0)]


class MetricsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where `/metrics`, `/healthz` and `/readyz` are served: `HOST:PORT` or `[IPV6]:PORT`; None serves nothing.

    There is no authentication: whoever reaches the port sees how many flows, assets and alerts each site
    has. Port 0 takes a free one and logs it. A process is stale, and `/healthz` says so, when its main
    loop has not turned for `stale_s`: longer than a commit may take, and than a million paths take to load
    (aim: 30 s). Sites are counted every `census_s`, or as seldom as keeps it below half a percent of the time.
    """

    listen: Annotated[str, Meta(pattern=r"^(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):[0-9]{1,5}$")] | None = None
    stale_s: Seconds = 60.0
    census_s: Seconds = 15.0
