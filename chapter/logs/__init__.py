"""The log of the running program: its form, and what never stands in it."""
