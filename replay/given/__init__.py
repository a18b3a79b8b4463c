"""What a replay is given besides its traffic: what files state, and from when to when it goes."""
