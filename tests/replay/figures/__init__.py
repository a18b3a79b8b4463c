"""Recomputes the figures that alerts tell from the rows that Weir read, and shares no code with it.

`python -m tests.replay.figures FOLDER ALERTS` checks any simulated plant (conn.log, assets.csv, zones.toml) and the
alerts of it. `claims.py` has the sentences, and which figures rows alone cannot give.
"""
