"""What may be done with levels, memberships, dues and applications. Nothing here commits."""
