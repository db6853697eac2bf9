"""Queries about hellos and companions."""
