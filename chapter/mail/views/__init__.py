"""Doors of mail."""
