"""For forms with a checkbox that lets a first name appear on a list: the name that will appear there, and the
question when the rule can't tell."""

from typing import Any

from chapter.forms.fields import Form
from chapter.people import names
from chapter.people.models import Person

ASK = "We can’t tell your first name from this. Enter the name to show on the list."
WORDS = "Your name on the list"


class ListedNameForm(Form):
    """For forms with the fields ``show_me`` and ``shown_as``, and the name fields of ``NAMES_TYPED``, the
    preferred one first."""

    NAMES_TYPED: tuple[str, ...] = ("name",)
    known_as: tuple[str, ...] = ()
    wants: str = ""

    def for_person(self, person: Person) -> None:
        """Use the name of somebody who signed in, and what they want to be called."""
        self.known_as, self.wants = (person.name,), person.called

    @property
    def listed_as(self) -> str:
        """The ``shown_as`` that was typed, word for word; empty: the first name, where the rule finds it."""
        return self["shown_as"].data or self.wants

    @property
    def names(self) -> list[str]:
        """Every name of the person that was typed in the form or that we know."""
        typed = [self[name].data or "" for name in self.NAMES_TYPED if name in self]
        return [name for name in (*typed, *self.known_as) if name.strip()]

    @property
    def stands_as(self) -> str:
        """The name that will appear on the list; empty when it can't be determined yet."""
        return names.shown_name(*self.names, wanted=self.listed_as, otherwise="")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the form is valid; ``shown_as`` is required only where the person wants to be shown and the
        rule finds no first name."""
        valid = super().validate(extra_validators)
        if self["show_me"].data and self.names and not self.stands_as:
            self["shown_as"].errors = [*self["shown_as"].errors, ASK]
            return False
        return valid
