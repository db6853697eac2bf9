"""Pages of events in the office."""
