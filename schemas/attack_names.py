"""What MITRE ATT&CK for ICS 18.1 calls the techniques and tactics that alerts name by id.

A test checks each name against the published list, and that every id an alert may bear has one.
"""

TECHNIQUE_NAMES: dict[str, str] = {
    "T0846": "Remote System Discovery",
    "T0864": "Transient Cyber Asset",
    "T0867": "Lateral Tool Transfer",
    "T0869": "Standard Application Layer Protocol",
    "T0883": "Internet Accessible Device",
    "T0885": "Commonly Used Port",
    "T0886": "Remote Services",
}

TACTIC_NAMES: dict[str, str] = {
    "TA0100": "Collection",
    "TA0101": "Command and Control",
    "TA0102": "Discovery",
    "TA0103": "Evasion",
    "TA0104": "Execution",
    "TA0105": "Impact",
    "TA0106": "Impair Process Control",
    "TA0107": "Inhibit Response Function",
    "TA0108": "Initial Access",
    "TA0109": "Lateral Movement",
    "TA0110": "Persistence",
    "TA0111": "Privilege Escalation",
}


def technique_text(technique: str, tactic: str) -> str:
    """A technique and its tactic by id and name; one without a known name by its id alone."""
    named = (_named(technique, TECHNIQUE_NAMES), _named(tactic, TACTIC_NAMES))
    return f"{named[0]} ({named[1]})"


def _named(each: str, names: dict[str, str]) -> str:
    name = names.get(each)
    return each if name is None else f"{each} {name}"
