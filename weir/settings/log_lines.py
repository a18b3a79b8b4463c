"""Settings of the log lines that the long-running commands write on standard error."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class LogSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines of `level` and above; `text` for people, `json` for machines, one object a line.

    Of lines that differ in their figures and names only, `alike_a_minute` are written a minute, and then how
    many more there were: one a second, so that a flood fills no disk. Debug lines are never held back.
    """

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"
    alike_a_minute: Annotated[int, Meta(ge=1, le=100_000)] = 60
