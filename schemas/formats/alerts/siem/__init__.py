"""Alerts in the words of the receivers: one pure function a format."""
