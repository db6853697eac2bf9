"""The pages of joining: the public’s, and the office’s."""
