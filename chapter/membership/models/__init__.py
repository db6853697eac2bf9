"""The tables of memberships, of dues, and of those who ask to belong."""
