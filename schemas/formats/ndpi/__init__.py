"""Packet captures, as nfstream's rows of them, with the names that nDPI gives to protocols."""
