"""Pages about shifts."""
