"""What signing up comes to, and what frees a shift."""
