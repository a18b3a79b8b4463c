"""What is listed of a run's state (alerts, assets, paths, zones, words), from SQLite or from Kafka by a local cache."""
