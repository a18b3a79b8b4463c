"""What lies in topics: batches and messages, packed, read whole, and read safely."""
