"""Commands that run until they are stopped: `run`, `worker`, `collect`, `forward`."""
