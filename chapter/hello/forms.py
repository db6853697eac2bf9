"""Forms about hellos: a promise, a companion, and two people who are kept apart."""

from collections.abc import Iterable, Sequence

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired

from chapter.forms.fields import Form, one_line, text_area, text_field
from chapter.forms.idempotent_form import NONCE, new_nonce
from chapter.hello.rules.promises import LONGEST
from chapter.people.models import Person

WHICH = "Choose who is meant."


class PromiseForm(Form):
    """Something that a guest promised. Each form makes one promise, however often it is sent."""

    words = text_field("I promised", most=LONGEST, required="Write what you promised.")
    nonce = HiddenField()

    def own_nonce(self) -> str:
        """The nonce of this promise; a new one when the one sent is not valid."""
        sent = self.nonce.data or ""
        return sent if NONCE.fullmatch(sent) else new_nonce()


class CompanionForm(Form):
    """Whom to ask to meet a guest: a person, or nobody for the best ones in turn."""

    person = StringField("Ask", filters=[one_line])


class DoNotPairForm(Form):
    """Two people to keep apart, and why."""

    one = RadioField("The one", validators=[InputRequired(WHICH)])
    other = RadioField("The other", validators=[InputRequired(WHICH)])
    why = text_area("Why", most=1000)

    def set_choices(self, ones: Sequence[Person], others: Sequence[Person]) -> None:
        """Set the people to choose from; if a search found only one, that one is selected."""
        for field, found in ((self.one, ones), (self.other, others)):
            field.choices = list(_choices(found))
            if field.data is None and len(found) == 1:
                field.data = found[0].public_id


def _choices(people: Iterable[Person]) -> Iterable[tuple[str, str]]:
    return ((one.public_id, f"{one.name}, {one.email}" if one.email else one.name) for one in people)
