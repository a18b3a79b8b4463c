"""Sources that listen: datagrams of flow exporters over UDP, and lines over TCP and Unix sockets.

Each has a thread of its own that only moves bytes from its sockets into a bounded queue (`waiting.py`), since the loop
of a shell may be busy for seconds; they are read when the shell asks. UDP has nobody to hold back: what does not fit
is lost and counted (`datagrams.py`). Who sends lines is held back instead (`lines.py`).
"""
