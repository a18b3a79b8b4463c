"""The graph of what goes from place to place: its edges, its lanes, and where each stands."""
