"""What detectors are given, what they give back, what they remember, and what is tracked for them."""
