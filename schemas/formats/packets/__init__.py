"""Captures of packets: their files cut into packets, and what a packet's headers tell."""
