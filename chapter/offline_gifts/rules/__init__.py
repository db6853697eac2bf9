"""What may be done with offline gifts."""
