"""What the door decides."""
