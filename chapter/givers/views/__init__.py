"""The pages of givers: the office's, and those that a link opens."""
