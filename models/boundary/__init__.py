"""Where the lines run: declared zones and conduits, the policy of crossings, and where an asset stands."""
