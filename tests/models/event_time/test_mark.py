"""What one sensor's mark says of itself."""

from models.event_time.mark import Mark, enough, sparse


def test_one_flow_speaks_against_a_far_one_unless_the_log_is_sparse() -> None:
    mark = Mark("zeek", 0.0, 3_600.0)
    assert (sparse(mark), enough(mark)) == (False, 1)
    mark.stride, mark.flows, mark.flows_at_stride = 4_000.0, 10, 9
    assert (sparse(mark), enough(mark)) == (True, 3)
    mark.flows = 12
    assert (sparse(mark), enough(mark)) == (False, 1)
