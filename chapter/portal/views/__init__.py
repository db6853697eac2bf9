"""Their own pages, one file for each."""
