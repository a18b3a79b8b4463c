"""What a report says of recorded traffic or of a state, as records: nothing here knows how it is shown."""
