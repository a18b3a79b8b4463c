"""Syslog: over UDP, over TCP, over TLS."""
