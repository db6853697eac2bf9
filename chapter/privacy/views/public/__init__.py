"""What anybody may ask about what is kept."""
