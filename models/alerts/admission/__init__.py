"""What happens to an alert before it goes out first: who else bears witness, and whether the day's budget has room."""
