"""The office's forms about givers."""

from wtforms import HiddenField
from wtforms.validators import InputRequired, NumberRange

from chapter.forms.fields import Form, WholeNumberField, text_area, text_field
from chapter.forms.idempotent_form import IdempotentForm
from chapter.forms.list_form import ListForm, list_choice, list_search
from chapter.givers.queries import STATUS_FILTERS
from chapter.people.person_field import person_field


class GiverListForm(ListForm):
    """Which givers to list."""

    standing = list_choice("Which", STATUS_FILTERS)
    q = list_search("Name or email")


class CreditForm(Form):
    """The person who is thanked for a gift as well."""

    email = person_field("E-mail of the other", required="Whose e-mail?")


class StatementsForm(Form):
    """The year whose statements are sent."""

    year = WholeNumberField(
        "Year", [InputRequired("Which year?"), NumberRange(2000, 2100, "A year, such as 2025.")]
    )


class NewsForm(Form):
    """What the gifts to a drive did, mailed once."""

    words = text_area("What they did", most=5000, required="Write what they did, in a few sentences.")
    signed = text_field("Who says so", most=200, required="Write the name of whoever says so.")


class ThanksForm(IdempotentForm):
    """A thank-you in the words of its writer. ``seen``: the version of the thanks when the form was
    opened."""

    said = text_area("Your words", most=3000, required="What do you want to say?")
    seen = HiddenField()
