"""For everybody, and behind the personal link of a booking."""
