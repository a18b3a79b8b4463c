"""Who sends: what a receiver is told of Weir itself."""

from msgspec import Struct

VENDOR = "Weir"
PRODUCT = "Weir"

EXAMPLE_ENTERPRISE = 32473
"""The private enterprise number that RFC 5612 reserves for examples, for who has none of their own."""

LOCAL4 = 20
"""The syslog facility `local4`: free for the site's use (RFC 5424, table 1)."""


class Origin(Struct, frozen=True, kw_only=True):
    """The sender, as settings name it. `facility` is 0 to 23 (RFC 5424, table 1).

    QRadar finds its log source by `host`, and Sentinel's agent stores a line twice whose facility is in two rules: so
    both are settings. `enterprise` names the private part of structured data.
    """

    version: str = "0"
    host: str = "weir"
    facility: int = LOCAL4
    enterprise: int = EXAMPLE_ENTERPRISE
