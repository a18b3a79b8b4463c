"""Rows of the simulated log that the tests of its other formats write anew."""

from replay.simulate.formats.conn_row import ConnRow, conn_row

POLL = (
    "1773615608.380095\tC0040\t10.20.0.5\t65308\t10.20.0.23\t502\ttcp\tmodbus\t0.016101\t36\t223\tSF\tT\tT\t0\tShADadFf\t"
    "3\t156\t2\t303\t-\t6\t00:1b:1b:42:d9:30\t00:80:f4:38:8e:46\n"
)
TRIED = (
    "1773615609.000000\tC0041\t10.0.0.5\t50000\t10.20.0.23\t22\ttcp\t-\t-\t-\t-\tS0\tT\tT\t0\tS\t"
    "1\t40\t0\t0\t-\t6\t-\t-\n"
)
TIME = (
    "1773615610.500000\tC0042\t10.20.0.5\t60000\t10.2.0.9\t123\tudp\tntp\t0.010000\t48\t48\tSF\tT\tT\t0\tDd\t1\t76\t1\t"
    "76\t-\t17\t-\t-\n"
)


def rows() -> list[ConnRow]:
    """A poll, a try without an answer, and a question by UDP."""
    return [conn_row(line) for line in (POLL, TRIED, TIME)]
