"""Detectors that listen to more than new paths, and remember."""
