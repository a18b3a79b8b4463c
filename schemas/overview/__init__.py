"""What a whole site, or one asset at length, looks like to people: matrices, learning, details."""
