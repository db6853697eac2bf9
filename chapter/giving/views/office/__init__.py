"""The office's pages of drives, gifts and the books."""
