"""What may be done with people, their accounts, sessions and roles. Nothing here commits."""

from chapter.people.rules.persons import add, erase, known_as

__all__ = ["add", "erase", "known_as"]
