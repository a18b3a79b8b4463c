"""Logs that grow and rotate, followed: each line once, in order, over rotations and restarts.

*What identifies a file.* Its heading and first row (`files/rotation.py`), never its name: a log that is renamed, packed
or moved into folders of days is the file it was, and stays it while it grows. A name only says where to look
(`rotated_names.py`). A file of another name that begins so is held against the first where that still stands: it is a
copy, to be passed over, as long as what follows is the same too.

*What is remembered.* How far each file is read (`read_positions.py`), and which folders were met and what was history
then (`folder_history.py`). Both are committed with the batches that were read, so a kill repeats nothing.

*What happens at each look.* `watched_paths.py` says which logs the given paths mean now, from folders that
are listed anew only where something changed (`folders.py`). `tails.py` takes turns among them. For each, `tail.py`
reads what was rotated away first (`rotated_files.py`, one file by `reading.py`), then what is new in the log itself. A
file that bears a rotated name and grows on is a log of its own that nobody asked for: that is told (`lone_files.py`).
"""
