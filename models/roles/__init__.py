"""Which assets of a zone do alike: their profiles, the clusters these form, and ids that stay from day to day."""
