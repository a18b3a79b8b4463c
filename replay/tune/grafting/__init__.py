"""Plants the attacks of `weir simulate` into somebody's own traffic, by their own addresses, zones and services."""
