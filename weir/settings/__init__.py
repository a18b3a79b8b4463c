"""The settings: their sections, where they were written, and what is said of what is not known."""
