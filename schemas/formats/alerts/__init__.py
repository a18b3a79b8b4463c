"""How alerts leave: each format is a pure function, an alert revision in, bytes out."""
