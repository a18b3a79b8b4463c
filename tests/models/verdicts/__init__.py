"""Tests of what people said."""
