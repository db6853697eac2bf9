"""Tables of what volunteers said about themselves."""
