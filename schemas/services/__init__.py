"""What a service is called, whatever a sensor calls it; which ports and patterns stand for it."""
