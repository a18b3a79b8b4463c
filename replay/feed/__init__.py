"""Recorded traffic as a live source gives it: what `weir feed` puts into topics."""
