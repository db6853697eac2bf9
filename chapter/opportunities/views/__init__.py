"""Pages about opportunities."""
