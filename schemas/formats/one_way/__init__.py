"""Records of one direction, as NetFlow and cloud flow logs have them, and the two-way flows that they tell."""
