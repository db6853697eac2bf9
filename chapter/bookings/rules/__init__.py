"""What may be done with bookings, by guests and by the waitlist. Nothing here commits."""
