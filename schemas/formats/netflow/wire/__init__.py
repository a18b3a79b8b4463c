"""What stands in a datagram: its header, its templates and sets, and the layouts that read them."""
