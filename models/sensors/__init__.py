"""How well each sensor of a site sees: what its rows show, what two of them see alike, and how far clocks differ."""
