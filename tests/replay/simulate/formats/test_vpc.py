"""The simulated log as AWS VPC flow logs."""

from replay.simulate.formats.vpc import VpcWriter
from tests.replay.simulate.formats.rows import rows


def test_each_direction_that_sent_anything_is_a_record_in_whole_seconds() -> None:
    writer = VpcWriter()
    text = b"".join([writer.begin(0.0), *(writer.row(row) for row in rows()), writer.end(0.0)]).decode()
    head, *records = (line.split() for line in text.splitlines())
    assert head[3:7] == ["srcaddr", "dstaddr", "srcport", "dstport"]
    assert all(len(record) == len(head) for record in records)
    told = [(record[3], record[4], record[10], record[14]) for record in records]
    assert told == [
        ("10.20.0.5", "10.20.0.23", "1773615608", "3"),
        ("10.20.0.23", "10.20.0.5", "1773615608", "19"),
        ("10.0.0.5", "10.20.0.23", "1773615609", "2"),
        ("10.20.0.5", "10.2.0.9", "1773615610", "0"),
        ("10.2.0.9", "10.20.0.5", "1773615610", "0"),
    ]
