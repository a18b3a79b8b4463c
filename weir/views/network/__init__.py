"""Assets, paths, zones and what is learnt of them, for people."""
