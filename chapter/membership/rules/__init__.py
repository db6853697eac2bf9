"""What may be done with memberships, terms, dues and departures. Nothing here commits."""
