"""Exports: files about people, under one law for all of them."""
