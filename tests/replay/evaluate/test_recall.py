from replay.evaluate.recall import curve, recall_at


def test_a_threshold_is_raised_until_the_price_is_kept() -> None:
    points = curve([90.0, 50.0, 20.0, None], [60.0, 40.0, 40.0, 10.0], days=1.0)
    assert [recall_at(points, budget).recall for budget in (0.0, 1.0, 3.0, 10.0)] == [0.25, 0.5, 0.75, 0.75]
    assert recall_at(points, 1.0).threshold == 50.0


def test_no_threshold_keeps_the_price_where_the_highest_score_is_false_too_often() -> None:
    kept = recall_at(curve([80.0], [80.0, 80.0], days=1.0), 1.0)
    assert (kept.recall, kept.threshold) == (0.0, None)


def test_without_attacks_nothing_is_found() -> None:
    assert [point.recall for point in curve([], [10.0], days=2.0)] == [0.0]
