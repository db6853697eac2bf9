"""The pages about what is kept."""
