"""What may be done with people. Nothing here commits."""

from chapter.people.rules.persons import add, erase, find_or_add

__all__ = ["add", "erase", "find_or_add"]
