"""What devices and paths usually move, in octets, and when it is far more than that."""
