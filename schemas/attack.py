"""The kinds of alerts, and which MITRE ATT&CK for ICS techniques a service shows whatever the kind.

Ids are of ATT&CK for ICS 18.1. A test checks every pair against the published list. What a kind itself shows stands
with its detector (`models/detectors/`).
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
    "failures",
    "volume",
    "multivariate",
    "beacon",
    "hours",
    "drift",
    "silence",
    "sensor-silent",
    "identity-conflict",
    "heartbeat-missing",
    "first-look",
    "learning-review",
    "maintenance-digest",
    "withheld-digest",
    "output-digest",
    "test",
    "heartbeat",
]

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

TECHNIQUE_NAMES: dict[str, str] = {
    "T0830": "Adversary-in-the-Middle",
    "T0843": "Program Download",
    "T0846": "Remote System Discovery",
    "T0848": "Rogue Master",
    "T0855": "Unauthorized Command Message",
    "T0864": "Transient Cyber Asset",
    "T0867": "Lateral Tool Transfer",
    "T0869": "Standard Application Layer Protocol",
    "T0883": "Internet Accessible Device",
    "T0885": "Commonly Used Port",
    "T0886": "Remote Services",
}
"""The published names of the techniques that alerts show."""

TACTIC_NAMES: dict[str, str] = {
    "TA0100": "Collection",
    "TA0101": "Command and Control",
    "TA0102": "Discovery",
    "TA0106": "Impair Process Control",
    "TA0108": "Initial Access",
    "TA0109": "Lateral Movement",
}
"""The published names of their tactics."""
