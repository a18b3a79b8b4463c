"""Tables of flows as text: nfdump's and Argus' own, and those that a mapping explains."""
