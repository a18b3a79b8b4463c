"""How far what is going on is above what is usual: the statistic of bursts, its counts, and the most that ever was."""
