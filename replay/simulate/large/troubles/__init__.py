"""What happens to a plant without anybody's ill will: addresses move, devices are replaced, clocks drift."""
