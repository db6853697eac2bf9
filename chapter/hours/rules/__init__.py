"""Rules of hours: check-in, credits, entries, thanks."""
