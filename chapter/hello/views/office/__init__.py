"""Pages for staff: companions of an event, people who are kept apart."""
