"""What a running shell shows of itself: figures for Prometheus, and whether it is alive and ready."""
