"""One severity, 0 to 100, in the steps of each receiver. The table of `docs/siem/` is made from here.

Each level has one step in each scale, so that what is above in Weir is never below there. Sources: CEF's standard (0-3
low, 4-6 medium, 7-8 high, 9-10 very high), LEEF's `sev` (1 to 10), RFC 5424's table 2, OCSF's `severity_id`, Splunk's
CIM (Alerts, `severity`), the Advanced Security Information Model of Sentinel, which has no critical, and Google
SecOps' `SecurityResult.ProductSeverity`.
"""

from typing import Literal

from msgspec import Struct

from schemas.alert import Level

AsimSeverity = Literal["Informational", "Low", "Medium", "High"]


class Step(Struct, frozen=True):
    """What one level is called, receiver by receiver."""

    cef: int
    leef: int
    syslog: int
    ocsf: int
    ocsf_name: str
    splunk: str
    asim: AsimSeverity
    secops: str


STEPS: dict[Level, Step] = {
    "info": Step(1, 1, 6, 1, "Informational", "informational", "Informational", "INFORMATIONAL"),
    "low": Step(3, 3, 5, 2, "Low", "low", "Low", "LOW"),
    "medium": Step(6, 5, 4, 3, "Medium", "medium", "Medium", "MEDIUM"),
    "high": Step(8, 8, 3, 4, "High", "high", "High", "HIGH"),
    "critical": Step(10, 10, 2, 5, "Critical", "critical", "High", "CRITICAL"),
}
