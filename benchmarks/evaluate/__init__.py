"""`make evaluate`: Weir, Weir without each of its detectors, and simple rules, over seeded plants."""
