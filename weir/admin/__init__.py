"""What commands do wherever the state lies: read it, judge, export, grow."""
