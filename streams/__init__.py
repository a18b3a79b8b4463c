"""Runs the core live: sources, stores, the shard, and the Kafka and embedded shells."""
