"""Realms: which cell's own address space a flow speaks of, where cells of one plant use the same addresses.

No sensor says so itself; its name, or the VLAN it saw, does. Rules are settings; the first that fits counts.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from schemas.flow import Flow
from streams.messages import Batch, Record


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


def with_realms(batches: Iterator[Batch], rules: Sequence[RealmRule]) -> Iterator[Batch]:
    """The same batches, their flows with their realms; with no rules, the same objects."""
    if not rules:
        return batches
    return (named(batch, rules) for batch in batches)


def named(batch: Batch, rules: Sequence[RealmRule]) -> Batch:
    """One batch with its flows' realms."""
    if not rules:
        return batch
    return replace(batch, records=[_named(record, rules) for record in batch.records])


def _named(record: Record, rules: Sequence[RealmRule]) -> Record:
    if isinstance(record, Flow):
        for rule in rules:
            if rule.fits(record):
                return replace(record, realm=rule.realm)
    return record
