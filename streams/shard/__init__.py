"""The shard: the pipelines of one partition, between its inputs and its store."""
