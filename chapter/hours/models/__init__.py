"""Tables of hours, rates and thanks."""
