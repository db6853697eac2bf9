"""What may be done with gifts that come by hand."""
