"""The end of a replay: names with their counts, and lengths of time."""

from weir.views.recorded.replay_report import length_of, listed


def test_counts_by_name_are_listed_from_the_most_frequent_and_cut() -> None:
    assert listed({"dns": 1_200, "stats": 4, "ntp": 4}) == "dns (1,200), ntp (4), stats (4)"
    assert listed({str(n): 1 for n in range(10)}, most=1) == "0 (1) and 9 more"


def test_lengths_of_time_are_told_in_the_unit_that_says_most() -> None:
    assert [length_of(seconds) for seconds in (0.0, 70.0, 720.0, 5_400.0, 200_000.0)] == [
        "0 minutes",
        "1 minute",
        "12 minutes",
        "1.5 hours",
        "2.3 days",
    ]
