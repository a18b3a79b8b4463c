"""Whether receivers can be reached, looked at from outside, without sending an alert."""
