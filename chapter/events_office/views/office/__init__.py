"""/office/events/: events and their bookings, as those see them who make them happen."""
