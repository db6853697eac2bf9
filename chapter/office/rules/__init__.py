"""Acts of the office that reach several domains."""
