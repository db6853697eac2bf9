"""Pages of events: for everybody here, for staff in the office."""
