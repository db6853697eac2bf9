"""/me/volunteering."""
