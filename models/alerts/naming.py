"""Gives an alert the names that its ends have by now: an inventory may name what was met as a bare address.

Each revision bears the names of its time, wherever the alert shows an end: parties, listed paths, title, sentences.
What was judged when the alert was opened (severity, zones, sides) stays as it was.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from models.alerts.alert_state import AlertState
from schemas.alert import Advice, Hop, Party

NameOf = Callable[[str], str | None]
"""The name that the asset of an id has now; None: it has none, or is gone."""


def name_anew(alert: AlertState, name_of: NameOf) -> None:
    """Bring the names of an alert up to date. An asset that has none by now keeps the one it was shown with."""
    naming = _Naming(name_of, {})
    alert.initiator = naming.party(alert.initiator)
    alert.responder = naming.party(alert.responder)
    alert.hops = [naming.hop(hop) for hop in alert.hops]
    if not naming.changed:
        return
    alert.title, alert.text = naming.text(alert.title), naming.text(alert.text)
    alert.reasons = tuple(replace(reason, text=naming.text(reason.text)) for reason in alert.reasons)
    if alert.advice is not None:
        alert.advice = Advice(naming.text(alert.advice.where), naming.text(alert.advice.text))


@dataclass(slots=True)
class _Naming:
    name_of: NameOf
    changed: dict[str, str]
    """The names now by how they were shown before."""

    def party(self, party: Party | None) -> Party | None:
        if party is None:
            return None
        name = self._name(party.asset, party.name, party.ip or party.mac)
        return party if name == party.name else replace(party, name=name)

    def hop(self, hop: Hop) -> Hop:
        initiator = self._name(hop.initiator, hop.initiator_name, hop.initiator_ip)
        responder = self._name(hop.responder, hop.responder_name, hop.responder_ip)
        if (initiator, responder) == (hop.initiator_name, hop.responder_name):
            return hop
        return replace(hop, initiator_name=initiator, responder_name=responder)

    def text(self, text: str) -> str:
        """A sentence with the names of now; a shorter address within a longer one is another."""
        for before, now in self.changed.items():
            text = re.sub(rf"(?<![\w.:/-]){re.escape(before)}(?!\.?[\w:/-])", lambda _, now=now: now, text)  # type: ignore[misc]
        return text

    def _name(self, asset: str, name: str | None, address: str | None) -> str | None:
        now = self.name_of(asset)
        if now is None or now == name:
            return name
        # What has no name is called by what its id ends with, and by its address.
        for shown in [name] if name else [asset.partition(":")[2], address]:
            if shown:
                self.changed[shown] = now
        return now
