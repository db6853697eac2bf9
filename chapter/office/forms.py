"""The filters of the log and of the list of mails; two people who are kept apart."""

from collections.abc import Iterable, Sequence

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from chapter.forms.fields import Form, date_field, text_area, text_field
from chapter.forms.list_form import ListForm, list_choice, list_search
from chapter.people.models import Person

WHICH = "Choose a person."

MAIL_STATES = {
    "failed": "Not delivered",
    "held": "On hold",
    "waiting": "Waiting",
    "sent": "Sent",
    "withdrawn": "Canceled",
}


class MailListForm(ListForm):
    """Which mails to list."""

    TABS = ("state",)
    state = list_choice("Status", MAIL_STATES)
    to = list_search("Email address", 254)


class LogListForm(ListForm):
    """Which entries of the log to show; the choices are set by the view."""

    who = text_field("Who")
    kind = SelectField("Record", default="")
    verb = SelectField("Action", default="")
    since = date_field("From")
    until = date_field("To")


class DoNotPairForm(Form):
    """Two people to keep apart, and why."""

    one = RadioField("First person", validators=[InputRequired(WHICH)])
    other = RadioField("Second person", validators=[InputRequired(WHICH)])
    why = text_area("Why", most=1000)

    def set_choices(self, ones: Sequence[Person], others: Sequence[Person]) -> None:
        """Set the people to choose from; if a search found only one, that one is selected."""
        for field, found in ((self.one, ones), (self.other, others)):
            field.choices = list(_choices(found))
            if field.data is None and len(found) == 1:
                field.data = found[0].public_id


def _choices(people: Iterable[Person]) -> Iterable[tuple[str, str]]:
    return ((one.public_id, f"{one.name}, {one.email}" if one.email else one.name) for one in people)
