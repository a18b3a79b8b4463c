"""What people said: which word counts, what stands, and what it does to paths and alerts."""
