"""How alerts look: in a line, in a list, at length."""
