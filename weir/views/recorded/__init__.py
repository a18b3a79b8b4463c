"""What comes of recorded traffic, for people."""
