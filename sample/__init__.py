"""The sample chapter: its people and two years of life, drawn from a seed. All of it is invented."""
