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

    standing = list_choice("Status", STATUS_FILTERS)
    q = list_search("Name or email")


class CreditForm(Form):
    """The person who is thanked for a gift as well."""

    email = person_field("Email", required="Enter their email.")


class StatementsForm(Form):
    """The year whose statements are sent."""

    year = WholeNumberField(
        "Year", [InputRequired("Enter a year."), NumberRange(2000, 2100, "Enter a year, such as 2025.")]
    )


class NewsForm(Form):
    """What the gifts to a drive did, mailed once."""

    words = text_area(
        "What the gifts did", most=5000, required="Enter what the gifts did, in a few sentences."
    )
    signed = text_field("Signed by", most=200, required="Enter the name of the person who signs it.")


class ThanksForm(IdempotentForm):
    """A thank-you in the words of its writer. ``seen``: the version of the thanks when the form was
    opened."""

    said = text_area("Your message", most=3000, required="Enter a message.")
    seen = HiddenField()
