"""The pages of the office about people."""
