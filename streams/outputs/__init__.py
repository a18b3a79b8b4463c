"""Where alerts go besides the store."""
