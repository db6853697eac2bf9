"""The rules of an event's door."""
