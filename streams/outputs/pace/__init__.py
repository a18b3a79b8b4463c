"""How often and how much at once an output is given alerts."""
