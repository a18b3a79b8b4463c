"""Inventories as people keep them: spreadsheets and exports of other tools, turned into asset changes."""
