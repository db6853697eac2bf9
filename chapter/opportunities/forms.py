"""Forms of the office about opportunities, shifts and sign-ups."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import AnyOf

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import (
    Form,
    checkbox,
    choices_of,
    date_field,
    datetime_field,
    email_field,
    integer_field,
    name_field,
    text_area,
    text_field,
)
from chapter.forms.idempotent_form import IdempotentForm
from chapter.forms.past_dates import ConfirmPastDateForm
from chapter.hours.rules.checkin import UNTILS
from chapter.levels.forms import SLUG
from chapter.opportunities.rules.opportunities import OpportunityInput
from chapter.opportunities.rules.shift_times import ShiftInput
from chapter.shifts.forms import SignupForm
from chapter.shifts.models import AUDIENCES, HOURS_RULES, KINDS

REPEATS = {
    "": "Doesn’t repeat",
    "FREQ=WEEKLY": "Every week",
    "FREQ=WEEKLY;INTERVAL=2": "Every two weeks",
    "FREQ=MONTHLY": "Every month",
}
NO_CHOICE = {"event_id": "No event", "program_id": "No program", "lead_id": "Nobody"}
NUMBERS = tuple(NO_CHOICE)


class SignupByHandForm(SignupForm):
    """A form by which the office signs somebody up, or a team."""

    name = name_field("Name", most=200, required="Enter a name.")
    email = email_field("Email", required="Enter an email address.")


class OpportunityForm(EditForm):
    """An opportunity. The choices of events, programs and leads are set by `offer`."""

    title = text_field("Title", most=140, required="Enter a title.")
    slug = text_field("Web address", most=80)
    kind = RadioField("How often?", choices=choices_of(KINDS), default="one_off")
    event_id = SelectField("For an event", choices=[], validate_choice=True)
    program_id = SelectField("Program", choices=[])
    lead_id = SelectField("Lead", choices=[])
    summary = text_field("Summary", most=300)
    story = text_area("What you’ll do", most=20_000)
    place = text_field("Place", most=140)
    address = text_field("Address", most=300)
    neighborhood = text_field("Neighborhood", most=80)
    remote = checkbox("Remote")
    skills = text_field("Helpful skills, separated by commas", most=500)
    let_go = checkbox("Remove people who are signed up without it")
    minimum_age = integer_field("Minimum age, if over 18", least=18, most=99)
    needs_training = checkbox("Our training")
    needs_background = checkbox("Background check")
    needs_interview = checkbox("Interview")
    audience = RadioField("Who can see it?", choices=choices_of(AUDIENCES), default="public")
    hours_rule = RadioField("Hours", choices=choices_of(HOURS_RULES), default="approval")
    from_job = checkbox("Guests who ask for a small job fill spots here")

    def offer(self, **choices: Mapping[str, str]) -> None:
        """Set the choices of event, program and lead, by their numbers."""
        for name in NUMBERS:
            self[name].choices = choices_of({"": NO_CHOICE[name], **choices[name]})

    def validate_slug(self, field: Any) -> None:
        """Small letters, digits and hyphens; empty: made from the title."""
        if field.data and not SLUG.fullmatch(field.data):
            raise ValidationError("Use lowercase letters, digits and hyphens, such as coat-drive.")

    def opportunity_input(self, zone: str) -> OpportunityInput:
        """What was typed, for the rules; ``zone`` is the time zone of the venue."""
        kept = {field.name: field.data for field in self if field.name in OpportunityInput.__annotations__}
        numbers = {name: int(self[name].data) if self[name].data else None for name in NUMBERS}
        return OpportunityInput(**{**kept, **numbers, "zone": zone})


class ShiftForm(EditForm, ConfirmPastDateForm):
    """When a shift is, and for how many."""

    label = text_field("Role, if there are several at once", most=80)
    starts_wall = datetime_field("Begins", required="Enter when the shift begins.")
    ends_wall = datetime_field("Ends", required="Enter when the shift ends.")
    capacity = integer_field(
        "Spots", least=1, most=500, required="Enter how many people can take it.", default=2
    )
    minimum = integer_field("Minimum", least=0, most=500, required="Enter a number, 0 or more.", default=1)
    place = text_field("Place, if different", most=140)
    repeat = SelectField("Repeat", choices=choices_of(REPEATS), default="")
    until = date_field("Until", required="Choose when the repeat ends.", needed_with="repeat")

    def shift_input(self) -> ShiftInput:
        """What was typed, for the rules."""
        rule, again = "", "repeat" in self and self.repeat.data
        if again and self.until.data:
            rule = f"{self.repeat.data};UNTIL={datetime.combine(self.until.data, time.max):%Y%m%dT%H%M%S}"
        kept = {name: self[name].data for name in ShiftInput.__annotations__ if name != "rrule"}
        return ShiftInput(**{**kept, "rrule": rule})


class ReasonForm(Form):
    """A reason, which the helpers concerned read."""

    why = text_area("Reason", most=1000, required="Enter a reason. Volunteers will read it.")


class ProgramForm(Form):
    """The name of a new program."""

    name = text_field("Name of the program", most=120, required="Enter a name.")


class CodeForm(IdempotentForm):
    """What a reader of QR codes sends."""

    code = text_field("Code", most=64, required="Scan or enter a code.")


class CheckOutForm(Form):
    """A button beside somebody's name; ``until``: when they left, where we had to ask."""

    until = HiddenField(validators=[AnyOf(UNTILS)], default="")
