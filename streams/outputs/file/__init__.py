"""Files of alerts."""
