"""Hellos of an event, who met whom, what was promised; who is asked to meet a guest."""
