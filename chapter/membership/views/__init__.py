"""The pages of membership: renewing by a link, the office’s list of members, and one member."""
