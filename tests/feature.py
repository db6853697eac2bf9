"""What a package with pages gives to the guards that look at every page: one ``FEATURE`` each.

It stands in ``tests/features/<package>.py``; tests/features/__init__.py gathers them, and
tests/test_features.py fails when a package with pages has none. Who may open what stands in tests/access.txt.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chapter.accounts.models import Account

if TYPE_CHECKING:
    from tests.seed.chapter import World

Records = dict[str, dict[str, str]]
"""Arguments of addresses, by the name that tests/access.txt calls a record."""

Fields = dict[str, Any]
Payload = Fields | Callable[[Account], Fields]
"""What a form wants; or what it wants of whoever sends it."""

NEWCOMER = "mia@example.test"
FORGED = "aaaaaaaaaaaaaaaa-" + "a" * 26


@dataclass(frozen=True)
class Edit:
    """What two people type who have one record open at once.

    ``both``: into one field, by the first, by the second, and by a third before the second presses again;
    ``first`` and ``second`` into fields of their own; ``always`` by everybody. ``page`` is where the form
    stands, when that is another address. ``own``: both are the same person. ``marked``: whether it is refused
    when it does not say what it showed (``requires_marks`` of its form). ``reads``: what the page says at the
    end, where the form does not show the record again. ``words``: how the page says what was chosen, where
    that is another word.
    """

    both: tuple[str, ...] = ()
    first: Fields = field(default_factory=dict)
    second: Fields = field(default_factory=dict)
    always: Fields = field(default_factory=dict)
    page: str = ""
    own: bool = False
    marked: bool = True
    named: bool = True
    reads: str = ""
    words: dict[str, str] = field(default_factory=dict)

    def said(self, by: int) -> str:
        """What the first, second or third typed, as the page shows it."""
        return self.words.get(self.both[by], self.both[by])

    def typed(self, by: int) -> Fields:
        """What the first (1), the second (2) or the third (3) types into the field that all change."""
        return {self.both[0]: self.both[by]} if len(self.both) > by else {}


def _no_records(_world: "World") -> Records:
    return {}


def _no_growth(_world: "World", _by: int) -> None:
    return


@dataclass(frozen=True)
class Feature:
    """What one package gives.

    ``world`` adds its rows to the small chapter, after those of the packages below it, and names them.
    ``renewed`` makes a record anew that acts once, by its name. ``grow`` adds as many more rows of each kind
    as it is told, so that a page which asks once for each row is seen. ``fields``: what its forms' fields
    hold when they do their work; ``payloads``: what a form wants otherwise, by the rule of its address;
    ``alone``: rules that are sent nothing else. ``edits``: forms that fill a record which stands, by rule;
    why another POST is none stands in tests/edits.txt.
    """

    world: Callable[["World"], Records] = _no_records
    grow: Callable[["World", int], None] = _no_growth
    renewed: dict[str, Callable[["World"], dict[str, str]]] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    payloads: dict[str, Payload] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    edits: dict[str, Edit] = field(default_factory=dict)

    def rules(self) -> set[str]:
        """The rules that it says something of."""
        return {*self.payloads, *self.alone, *self.edits}
