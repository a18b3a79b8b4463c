"""What came over the network and was not taken by Kafka is told by its input; what is read again is not."""

from schemas.formats.notes import Notes
from streams.kafka.collector.unkept import Unkept
from streams.messages import Batch
from streams.status.observer import ReceivedLost
from tests.models import builders as b
from tests.streams.records import Told

LINES = "tcp:127.0.0.1:5170"


def test_rows_since_the_last_commit_are_told_of_those_that_listen() -> None:
    told = Told()
    unkept = Unkept(told)
    flow = b.flow(b.MONDAY, "10.1.0.5", "10.2.0.9")
    unkept.gave(Batch([flow], [], LINES))
    unkept.committed()
    unkept.lost()
    assert told == []
    unkept.gave(Batch([flow, flow], [], LINES, repeats=1))
    unkept.gave(Batch([flow], [], "conn.log", 100))
    unkept.gave(Batch([flow], [], LINES, notes=Notes({}, {"dns": 2})))
    unkept.lost()
    unkept.lost()
    assert told == [ReceivedLost(LINES, 6)]
