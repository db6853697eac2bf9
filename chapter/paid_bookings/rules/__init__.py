"""What may be done with bookings that are paid."""
