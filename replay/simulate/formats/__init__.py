"""The simulated sensor's rows in the formats of other sensors: what each can carry of them, and no more."""
