"""Forms of the office for notes, tags, tasks, departures and saved lists."""

from collections.abc import Sequence
from typing import Self

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from chapter.forms.fields import Form, checkbox, choices_of, date_field, text_area, text_field
from chapter.membership.forms import ReasonForm
from chapter.membership.status import DEPARTURES, STATUSES
from chapter.people.models import Person


class NoteForm(Form):
    """A note about a person."""

    words = text_area("Note", most=4000, required="Enter a note.")
    private = checkbox("Only I can see this")


class TagForm(Form):
    """A tag of a person."""

    words = text_field("Tag", most=40, required="Enter a tag.")


class TaskForm(Form):
    """A task about a person: who is to do what, and by when."""

    words = text_field("Task", most=200, required="Enter a task.")
    doer = SelectField("Assigned to", [InputRequired("Choose who will do it.")])
    due_on = date_field("Due date")

    def set_doers(self, people: Sequence[Person], chosen: Person) -> None:
        """Offer ``people`` as doers; ``chosen`` is preselected unless somebody else was chosen."""
        self.doer.choices = choices_of({person.public_id: person.name for person in people})
        if not self.doer.raw_data:
            self.doer.data = chosen.public_id


class LeavingForm(ReasonForm):
    """How somebody leaves, and why; for a death also the day, if known."""

    kind = SelectField(
        "What happened", choices=choices_of({kind: STATUSES[kind] for kind in reversed(DEPARTURES)})
    )
    died_on = date_field("Date of death")

    def limited_to(self, *kinds: str) -> Self:
        """This form with only these kinds of departure."""
        self.kind.choices = choices_of({kind: STATUSES[kind] for kind in kinds})
        return self


class SaveForm(Form):
    """A list to save. ``wanted`` is the query string of its address."""

    name = text_field("List name", most=80, required="Enter a name for the list.")
    shared = checkbox("Share with all staff")
    wanted = HiddenField()
