"""Acts of the office that reach several packages, with their audit entries."""
