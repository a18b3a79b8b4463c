"""What a path usually carries by the day, whether that has changed for good, and whether its pace is still steady."""
