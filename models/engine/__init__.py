"""A flow's way through the core: found or met for the first time, counted, corrected."""
