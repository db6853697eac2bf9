"""A member's search of the directory, as query parameters of the address."""

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from chapter.people.models.search_index import TRAITS
from chapter.people.name_matching import LONGEST, MOST_WORDS, normalized

PAGE = 20
VIEWS = {"list": "List", "cards": "Cards"}


@dataclass(frozen=True)
class SearchInput:
    """``q``: what was typed; ``traits``: (kind, key) chosen; ``level``: a slug; ``view``: one of
    ``VIEWS``."""

    q: str
    traits: tuple[tuple[str, str], ...]
    level: str
    view: str

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the search."""
        return bool(self.q or self.traits or self.level)

    def address(self, **other: object) -> dict[str, Any]:
        """The search as query parameters, changed by ``other``; defaults are left out."""
        chosen = {kind: [key for one, key in self.traits if one == kind] for kind in TRAITS}
        view = "" if self.view == "list" else self.view
        parts = {"q": self.q, **chosen, "level": self.level, "view": view, **other}
        return {name: value for name, value in parts.items() if value}


def read_search(given: MultiDict[str, str]) -> SearchInput:
    """The search in the query parameters; invalid ones are left out."""
    traits = [(kind, normalized(key)[:80]) for kind in TRAITS for key in given.getlist(kind)[:MOST_WORDS]]
    return SearchInput(
        q=" ".join("".join(mark for mark in given.get("q", "")[: LONGEST * 2] if mark.isprintable()).split()),
        traits=tuple((kind, key) for kind, key in traits if key),
        level=normalized(given.get("level", "")).replace(" ", "-"),
        view=given.get("view", "") if given.get("view") in VIEWS else "list",
    )
