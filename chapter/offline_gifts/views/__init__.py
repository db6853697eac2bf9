"""The pages of gifts that come by hand."""
