"""The embedded shell: one process, SQLite, no broker."""
