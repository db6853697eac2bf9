"""Acts of the office that reach several packages, and their entries in the log."""
