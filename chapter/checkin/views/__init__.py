"""Pages of check-in: at an event's door, and in the office."""
