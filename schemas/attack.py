"""Which MITRE ATT&CK for ICS technique each kind of alert shows: one literal table of facts.

Ids are of ATT&CK for ICS 18.1. A test checks every pair against the published list. A kind with
no entry claims no technique; the digests never do.
"""

from typing import Literal

AlertKind = Literal[
    "new-path-crossing",
    "dmz-bypass",
    "level-skip",
    "external-path",
    "pivot",
    "bridge",
    "rogue-master",
    "new-path",
    "new-asset",
    "scan",
    "burst",
    "volume",
    "multivariate",
    "beacon",
    "drift",
    "silence",
    "sensor-silent",
    "identity-conflict",
    "heartbeat-missing",
    "first-look",
    "learning-review",
    "maintenance-digest",
    "withheld-digest",
]

TECHNIQUES: dict[AlertKind, tuple[tuple[str, str], ...]] = {
    "new-path-crossing": (("T0886", "TA0109"),),
    "dmz-bypass": (("T0886", "TA0108"),),
    "level-skip": (("T0886", "TA0109"),),
    "external-path": (("T0883", "TA0108"),),
    "pivot": (("T0884", "TA0101"),),
    "bridge": (("T0884", "TA0101"),),
    "rogue-master": (("T0848", "TA0108"),),
    "new-path": (("T0885", "TA0101"),),
    "new-asset": (("T0864", "TA0108"),),
    "scan": (("T0846", "TA0102"),),
    "burst": (("T0888", "TA0102"),),
    "volume": (("T0814", "TA0107"),),
    "multivariate": (),
    "beacon": (("T0869", "TA0101"),),
    "drift": (),
    "silence": (("T0881", "TA0107"), ("T0826", "TA0105")),
    "sensor-silent": (),
    "identity-conflict": (("T0830", "TA0100"),),
    "heartbeat-missing": (),
    "first-look": (),
    "learning-review": (),
    "maintenance-digest": (),
    "withheld-digest": (),
}

SERVICE_TECHNIQUES: dict[str, tuple[str, str]] = {
    "rdp": ("T0886", "TA0109"),
    "ssh": ("T0886", "TA0109"),
    "vnc": ("T0886", "TA0109"),
    "telnet": ("T0886", "TA0109"),
    "winrm": ("T0886", "TA0109"),
    "smb": ("T0867", "TA0109"),
    "ftp": ("T0867", "TA0109"),
    "tftp": ("T0867", "TA0109"),
}
"""Adds to a crossing what the service itself shows."""

OT_SERVICE_TECHNIQUE: tuple[str, str] = ("T0869", "TA0101")
"""An OT protocol out of OT: Standard Application Layer Protocol."""
