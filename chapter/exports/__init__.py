"""Exports: files about people, under the same rules for all of them."""
