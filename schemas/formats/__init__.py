"""Input and output formats as pure functions: bytes or a row in, records out; an alert in, bytes out."""
