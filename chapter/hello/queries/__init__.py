"""Reading hellos and companions."""
