"""Illumio's traffic: the flow summaries its PCE streams, the Explorer's answers in JSON, and tables of either."""
