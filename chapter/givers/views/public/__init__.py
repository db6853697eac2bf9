"""The pages of givers that a link opens."""
