"""The pages of giving: the public's, and the office's."""
