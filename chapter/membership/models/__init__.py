"""The tables of memberships, dues, and applications to join."""
