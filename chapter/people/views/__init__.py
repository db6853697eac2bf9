"""The pages of people: signing in, one's own account, the office's records."""
