"""What may be done with drives and gifts."""
