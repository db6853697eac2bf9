"""What may be done with people, their accounts, sessions and roles. Nothing here commits."""

from chapter.people.rules.persons import add, known_as

__all__ = ["add", "known_as"]
