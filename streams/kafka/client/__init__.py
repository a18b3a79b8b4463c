"""How Kafka is reached: settings, clients, rights, topics."""
