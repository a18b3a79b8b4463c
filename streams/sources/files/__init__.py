"""Files that are read once: found, unpacked, cut into lines, and turned into records."""
