"""What people's words on alerts have taught: how much more or less a kind of alert counts between two places."""
