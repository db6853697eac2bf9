"""The office's pages about people."""
