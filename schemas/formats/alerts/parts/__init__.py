"""What the formats of alerts have in common: cleaned text, severities by receiver, words for a status."""
