"""Runs the core over recorded traffic, and makes traffic to run it over."""
