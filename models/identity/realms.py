"""Realms: which cell's own address space a flow speaks of, where cells of one plant use the same addresses.

No sensor says so itself; its name, or the VLAN it saw, does. Rules are settings; the first that fits counts.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from schemas.flow import Flow


class RealmRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Flows of `sensor` and `vlan` (None: any) belong to `realm`."""

    realm: str
    sensor: str | None = None
    vlan: int | None = None

    def fits(self, flow: Flow) -> bool:
        """Whether the rule speaks of a flow; one that names its realm already is left alone."""
        return (
            not flow.realm
            and (self.sensor is None or self.sensor == flow.sensor)
            and (self.vlan is None or self.vlan == flow.vlan)
        )


def with_realms(flows: Sequence[Flow], rules: Sequence[RealmRule]) -> Sequence[Flow]:
    """The same flows with their realms; with no rules, the same object."""
    return [_named(flow, rules) for flow in flows] if rules else flows


def _named(flow: Flow, rules: Sequence[RealmRule]) -> Flow:
    for rule in rules:
        if rule.fits(flow):
            return replace(flow, realm=rule.realm)
    return flow
