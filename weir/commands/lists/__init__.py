"""Commands that list what Weir knows: alerts, assets, paths."""
