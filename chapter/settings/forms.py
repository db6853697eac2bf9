"""The form of the chapter's settings."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import Field, SelectField, StringField, ValidationError
from wtforms.validators import Optional

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import (
    ValidEmail,
    WholeNumberField,
    checkbox,
    choices_of,
    integer_field,
    strip_email,
    text_area,
    text_field,
)
from chapter.settings import color

US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
CURRENCIES = {
    "usd": "US dollar",
    "cad": "Canadian dollar",
    "eur": "Euro",
    "gbp": "British pound",
    "chf": "Swiss franc",
    "aud": "Australian dollar",
    "nzd": "New Zealand dollar",
}
EIN = re.compile(r"(\d{2})-?(\d{7})")


@cache
def zones() -> list[tuple[str, str]]:
    """The choices of time zones: those of the United States first, then the rest by name."""
    rest = sorted(z for z in available_timezones() if z.split("/")[0] in REGIONS and z not in US_ZONES)
    return [(zone, zone.replace("_", " ")) for zone in (*US_ZONES, *rest)]


class SettingsForm(EditForm):
    """Everything about the chapter that the office can change."""

    name = text_field("Chapter name", most=120, required="Enter the chapter’s name.")
    short_name = text_field("Short name", most=60, required="Enter a short name.")
    tagline = text_area("Description, in a sentence or two", most=300)
    legal_name = text_field("Legal name", most=200)
    ein = text_field("Employer identification number (EIN)", most=20)
    address = text_area("Postal address", most=300)
    email = StringField("Email for questions", [Optional(), ValidEmail()], filters=[strip_email])
    zone = SelectField("Time zone")
    currency = SelectField("Currency", choices=choices_of(CURRENCIES))
    brand = text_field("The chapter’s color", most=7)
    sender_name = text_field("Sender name", most=120)
    sender_role = text_field("Sender’s role", most=120)
    reply_to = StringField("Reply-to email", [Optional(), ValidEmail()], filters=[strip_email])
    signature = text_area("Signature", most=600)
    privacy_line = text_area("Privacy promise, in one line", most=400)
    privacy_more = text_area("More on your privacy page", most=5000)
    guest_days: WholeNumberField = integer_field(
        "Days until guests are erased after an event", least=30, most=3650, required="Enter a number of days."
    )
    patience: WholeNumberField = integer_field(
        "Times a waiting party can be passed over", least=1, most=50, required="Enter a number."
    )
    remind_first: WholeNumberField = integer_field(
        "First reminder, days before", least=0, most=60, required="Enter a number of days. 0 for none."
    )
    remind_again: WholeNumberField = integer_field(
        "Second reminder, days before", least=0, most=60, required="Enter a number of days. 0 for none."
    )
    thanks = checkbox("Thank guests the next morning and ask how it was")
    missed = checkbox("Send a kind note to no-shows")
    sample = checkbox("This is a sample chapter")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.zone.choices = zones()

    def validate_ein(self, field: Field) -> None:
        """Two digits, a hyphen, seven digits (IRS); stored in that form."""
        if not field.data:
            return
        found = EIN.fullmatch(field.data)
        if found is None:
            raise ValidationError("Enter an EIN with nine digits, such as 12-3456789.")
        field.data = f"{found[1]}-{found[2]}"

    def validate_brand(self, field: Field) -> None:
        """``#rrggbb``, or nothing for the default color."""
        field.data = (field.data or "").lower()
        if field.data and not color.HEX.fullmatch(field.data):
            raise ValidationError("Enter a color as # and six digits or letters a to f, such as #fb9145.")
