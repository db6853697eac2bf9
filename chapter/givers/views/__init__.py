"""The pages of givers."""
