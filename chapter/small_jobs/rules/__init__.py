"""What the desk decides."""
