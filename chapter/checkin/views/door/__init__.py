"""On a phone at the door."""
