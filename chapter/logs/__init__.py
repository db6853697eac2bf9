"""The log of the running program: its form, and what never appears in it."""
