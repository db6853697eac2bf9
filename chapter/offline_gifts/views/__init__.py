"""The pages of offline gifts, all for the office."""
