"""The collector: its loop, its sources on Kafka, and what it publishes."""
