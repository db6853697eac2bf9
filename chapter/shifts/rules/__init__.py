"""Rules of sign-ups, backups, substitutes and cancellations."""
