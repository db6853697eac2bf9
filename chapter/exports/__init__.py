"""Files about people: one law for all of them."""
