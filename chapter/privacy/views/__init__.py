"""The pages about what is stored about a person."""
