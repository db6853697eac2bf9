"""Pages of events that need no booking."""
