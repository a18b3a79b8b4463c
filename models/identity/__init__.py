"""Who is who: addresses, MACs, realms, and the assets that hold them."""
