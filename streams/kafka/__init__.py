"""What every Kafka client of Weir shares: settings, topics, readers, the collector."""
