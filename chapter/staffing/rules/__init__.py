"""Rules of assignments, clearances and preferences."""
