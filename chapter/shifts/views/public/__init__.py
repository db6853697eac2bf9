"""/volunteer: what is needed, signing up, and a sign-up by its personal link."""
