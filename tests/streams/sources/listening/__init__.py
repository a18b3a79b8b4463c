"""Sources that listen."""
