"""What may be done with events and bookings. Nothing here commits."""
