"""Every site has one home, whatever the number of partitions."""

from hypothesis import given
from hypothesis import strategies as st

from streams.kafka.client.home import PartitionHome, partition_of


@given(st.text(min_size=1, max_size=64), st.integers(min_value=1, max_value=64))
def test_a_site_is_at_home_in_one_partition_only(site: str, partitions: int) -> None:
    homes = [PartitionHome(partition, partitions) for partition in range(partitions)]
    assert [home.partition for home in homes if home.holds(site)] == [partition_of(site, partitions)]
