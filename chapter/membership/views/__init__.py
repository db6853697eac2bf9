"""The pages of membership: joining and renewing for everybody, the office's lists and decisions."""
