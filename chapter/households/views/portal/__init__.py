"""Members’ own pages about what they belong to."""
