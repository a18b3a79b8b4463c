"""A topic of Kafka, of this or of another cluster, as an output."""
