"""What may be done with opportunities, shifts and sign-ups."""
