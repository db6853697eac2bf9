"""The directory for members, and what each sees of their own entry."""
