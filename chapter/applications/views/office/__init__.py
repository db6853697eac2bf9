"""The office’s pages about applications and about what the chapter says to those who join."""
