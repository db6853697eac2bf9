"""On a form with a tick that lets a first name stand on a list: what will stand there, and the question where
nobody can tell."""

from typing import Any

from chapter.people import names
from chapter.people.models import Person
from chapter.web.forms import Form

ASK = "We can’t tell your first name from this. Write what the list should call you."
WORDS = "Your name on the list"


class ListedNameForm(Form):
    """For forms with the fields ``show_me`` and ``shown_as``, and those of ``NAMES_TYPED``: their other
    names, the one to go by first."""

    NAMES_TYPED: tuple[str, ...] = ("name",)
    known_as: tuple[str, ...] = ()
    wants: str = ""

    def for_person(self, person: Person) -> None:
        """Somebody who signed in: we know their name, and what they want to be called."""
        self.known_as, self.wants = (person.name,), person.called

    @property
    def listed_as(self) -> str:
        """What they want the list to say, word for word; empty: their first name, where the rule finds it."""
        return self["shown_as"].data or self.wants

    @property
    def names(self) -> list[str]:
        """Every name of theirs that the form holds or that we know."""
        typed = [self[name].data or "" for name in self.NAMES_TYPED if name in self]
        return [name for name in (*typed, *self.known_as) if name.strip()]

    @property
    def stands_as(self) -> str:
        """What will stand on the list; empty when it can't be told yet."""
        return names.shown_name(*self.names, wanted=self.listed_as, otherwise="")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it is right; what the list says is asked for only where they want to be shown and
        the rule finds no first name."""
        valid = super().validate(extra_validators)
        if self["show_me"].data and self.names and not self.stands_as:
            self["shown_as"].errors = [*self["shown_as"].errors, ASK]
            return False
        return valid
