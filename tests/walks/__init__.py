"""Three people's first hour: the commands of README.md and docs, read there and run as written."""
