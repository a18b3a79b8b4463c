"""Zeek's logs: their spellings, rows and headers, TSV and JSON, and the connections they tell of."""
