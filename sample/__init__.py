"""The sample chapter: its people and two years of activity, drawn from a seed. All of it is invented."""
