"""The life of an opportunity and its shifts."""
