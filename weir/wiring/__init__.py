"""Puts the shells together from the settings: sources, stores, sinks, signals, log lines."""
