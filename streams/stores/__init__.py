"""Where a shard keeps its state beside Kafka: SQLite, memory."""
