"""What is usual: assets, their paths and windows, and how surprising something new is."""
