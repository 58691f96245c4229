"""Marks and the space around them."""
