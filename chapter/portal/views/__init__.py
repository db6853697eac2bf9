"""The member's own pages, one file for each."""
