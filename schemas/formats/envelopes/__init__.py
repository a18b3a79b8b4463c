"""Rows of any format inside the objects and behind the headers that shippers put around them."""
