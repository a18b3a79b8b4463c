"""What is asked of a running site."""
