"""Records, their bounds and their codec; `formats/` holds each input and output format. No I/O, no clock."""
