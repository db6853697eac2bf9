"""Her own pages, one file for each."""
