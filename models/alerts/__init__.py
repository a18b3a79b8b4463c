"""Alerts and the day's digest: opened, grown, closed, and put into words."""
