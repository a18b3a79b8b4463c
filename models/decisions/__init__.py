"""What a new path comes to: classified, judged within the bounds, raised or learnt."""
