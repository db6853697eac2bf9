"""The pages on which one asks to join."""
