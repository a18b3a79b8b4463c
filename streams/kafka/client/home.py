"""The one rule of where a site lies: everything of a site is in the same partition of every topic."""

from functools import lru_cache

from kafka.partitioner.default import murmur2
from msgspec import Struct

REMEMBERED_SITES = 10_000
"""A megabyte: murmur2 in Python takes 5 us, which would be felt at one flow a message."""


@lru_cache(maxsize=REMEMBERED_SITES)
def partition_of(site: str, partitions: int) -> int:
    """The partition of a site's key: murmur2 as Java's and kafka-python's default partitioner has it."""
    return int((murmur2(site.encode()) & 0x7FFFFFFF) % partitions)


class PartitionHome(Struct, frozen=True):
    """The sites whose home is `partition` of `partitions`."""

    partition: int
    partitions: int

    def holds(self, site: str) -> bool:
        """Whether the site's home is here."""
        return partition_of(site, self.partitions) == self.partition
