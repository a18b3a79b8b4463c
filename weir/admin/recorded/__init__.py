"""What the commands for recorded traffic do."""
