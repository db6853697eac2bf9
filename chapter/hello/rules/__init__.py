"""What may be done about first hellos."""
