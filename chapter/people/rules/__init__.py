"""What may be done with people. Nothing here commits."""

from chapter.people.rules.persons import add, find_or_add

__all__ = ["add", "find_or_add"]
