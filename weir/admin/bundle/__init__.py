"""The bundle for a bug report: what Weir knows of itself, with all addresses and names replaced."""
