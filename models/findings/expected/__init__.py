"""Paths that are expected to speak: what of their pauses is usual, when they are silent, and which are so together."""
