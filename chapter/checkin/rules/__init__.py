"""What may be done at an event's door."""
