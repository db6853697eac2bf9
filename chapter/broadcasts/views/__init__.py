"""Pages that every broadcast shares."""
