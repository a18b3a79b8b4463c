"""Proposing a mapping for a table or JSON objects that no format takes."""
