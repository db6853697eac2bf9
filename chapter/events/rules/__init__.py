"""What may be done with events. Nothing here commits."""
