"""The office's pages of gifts that come by hand."""
