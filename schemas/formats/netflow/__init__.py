"""NetFlow v1, v5, v7 and v9, IPFIX and sFlow v5: one datagram of an exporter at a time."""
