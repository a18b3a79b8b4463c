"""The same traffic under two settings, zone files or sets of verdicts: which alerts differ."""
