"""The pure detection core. `pipeline` is the only door in; no clock, no I/O, no logging set-up."""
