"""Suricata's eve.json: flows, one-way records, protocol events and alerts, bare or as shippers and AWS wrap them."""
