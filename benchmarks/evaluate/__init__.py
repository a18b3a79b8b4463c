"""`make evaluate`: Weir, Weir without each of its detectors, and two simple rules, over seeded plants."""
