"""The way back: people's words on alerts, and receipts of heartbeats, over HTTP from a SIEM or a chat."""
