"""What may be done with people. Nothing here commits. ``name_index``, once imported, follows their names."""

from chapter.people.rules import name_index
from chapter.people.rules.persons import add, find_or_add

__all__ = ["add", "find_or_add", "name_index"]
