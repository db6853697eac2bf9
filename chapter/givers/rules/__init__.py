"""What may be done for givers."""
