"""Commands over recorded and simulated traffic: `replay`, `simulate`, `evaluate`, `demo`."""
