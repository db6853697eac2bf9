"""What staff may do with events that have bookings. Nothing here commits."""
