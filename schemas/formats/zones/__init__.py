"""Files of zones and conduits."""
