"""Doors: one blueprint for each kind of viewer."""
