"""Elastic's Common Schema: documents of Packetbeat, of Elastic's integrations, of Security Onion and of Malcolm."""
