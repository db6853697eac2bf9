"""Pages of mail for everybody."""
