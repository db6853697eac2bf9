"""/office/hours."""
