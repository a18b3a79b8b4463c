"""Where a shard keeps its state: SQLite, a Kafka state log, memory."""
