"""/me/hours."""
