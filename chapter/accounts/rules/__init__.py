"""What may be done with accounts, sessions and roles. Nothing here commits."""
