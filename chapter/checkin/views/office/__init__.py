"""The door of an event in the office."""
