"""What counts as time that was worked."""
