"""Lines over sockets."""
