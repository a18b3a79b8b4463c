"""What other programs post, turned into words: Slack, Teams, Jira, and any JSON by the paths of its fields."""
