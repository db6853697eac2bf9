"""Hours, what an hour is worth, and thanks."""
