"""`weir alerts follow`: alerts as they come, as lines for programs, and as a view that one works in on a terminal."""
