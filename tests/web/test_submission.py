"""A form or a button that was sent: what is wrong stands beside it."""
