"""The office's pages of givers."""
