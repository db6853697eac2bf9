"""What may be done with levels and with what they ask for."""
