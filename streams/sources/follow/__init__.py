"""Logs that grow and rotate, followed: each line once, over restarts."""
