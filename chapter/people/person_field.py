"""A field for somebody whom the chapter knows: an email, or the whole name.

``accounts.person_choice`` tells who is meant; ``components/person-field.html`` shows it, and its script
proposes people while somebody types.
"""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import InputRequired

from chapter.forms.fields import NotEmpty, normalize_email, strip_email
from chapter.people.models import Person

CHOSEN = "-who"
"""What follows the field's name for the public id of the one who was chosen: from several, or a proposal."""

LONGEST = 254


class PersonField(StringField):
    """``data``: the email or name as typed. ``chosen``: the public id that was chosen beside it, or empty.
    ``candidates``: who may be meant, when they are several."""

    chosen = ""
    candidates: Sequence[Person] = ()

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        """Read what was typed, and who was chosen."""
        super().process(formdata, *args, **more)
        self.chosen = formdata.get(self.name + CHOSEN, "") if formdata else ""


class EmailOrName:
    """Refuses what has an @ and can't be an email, and says what is missing; stores an email in its normal
    form."""

    def __call__(self, _form: Any, field: Field) -> None:
        field.data = (field.data or "")[:LONGEST]
        if "@" in field.data:
            field.data = normalize_email(field.data)


def person_field(label: str, *, required: str) -> PersonField:
    """Somebody whom the chapter knows. ``required`` is the sentence shown when it is empty."""
    return PersonField(
        label, [InputRequired(required), NotEmpty(required), EmailOrName()], filters=[strip_email]
    )
