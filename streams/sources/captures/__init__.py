"""Packet captures as flows: a process of its own reads the frames, and gives a row for each conversation.

`metered.py` starts that process and is its reader's stream, `metering.py` is what runs in it, `conversations.py` what
it keeps of each conversation. The rows are those of `schemas/formats/ndpi/`.
"""
