"""The pages of first hellos."""
