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
    "": "No",
    "FREQ=WEEKLY": "Every week",
    "FREQ=WEEKLY;INTERVAL=2": "Every two weeks",
    "FREQ=MONTHLY": "Every month",
}
NUMBERS = ("event_id", "program_id", "lead_id")


class SignupByHandForm(SignupForm):
    """A form by which the office signs somebody up, or a team."""

    name = name_field("Her name", most=200, required="Write her name, as she would say it at the door.")
    email = email_field("E-mail", required="Write her e-mail: all about this shift goes there.")


class OpportunityForm(EditForm):
    """An opportunity. The choices of events, programs and leads are set by `offer`."""

    title = text_field("Title", most=140, required="What is it called?")
    slug = text_field("Last part of its address", most=80)
    kind = RadioField("How often?", choices=choices_of(KINDS), default="one_off")
    event_id = SelectField("For an event", choices=[], validate_choice=True)
    program_id = SelectField("Program", choices=[])
    lead_id = SelectField("Who leads it", choices=[])
    summary = text_field("In a sentence", most=300)
    story = text_area("What one does there", most=20_000)
    place = text_field("Place", most=140)
    address = text_field("Address", most=300)
    neighborhood = text_field("Neighborhood", most=80)
    remote = checkbox("It is done from anywhere")
    skills = text_field("Skills that help, with commas between", most=500)
    let_go = checkbox("Let go whoever is signed up without it")
    minimum_age = integer_field("Minimum age, when it is above 18", least=18, most=99)
    needs_training = checkbox("A training with us comes first")
    needs_background = checkbox("A background check comes first")
    needs_interview = checkbox("An interview comes first")
    audience = RadioField("Who sees it?", choices=choices_of(AUDIENCES), default="public")
    hours_rule = RadioField("Hours", choices=choices_of(HOURS_RULES), default="approval")
    from_job = checkbox("Guests who ask for a small job take places here")

    def offer(self, **choices: Mapping[str, str]) -> None:
        """Set the choices of event, program and lead, by their numbers."""
        for name in NUMBERS:
            self[name].choices = choices_of(
                {"": "Nobody" if name == "lead_id" else "Nothing", **choices[name]}
            )

    def validate_slug(self, field: Any) -> None:
        """Small letters, digits and hyphens; empty: made from the title."""
        if field.data and not SLUG.fullmatch(field.data):
            raise ValidationError("Small letters, digits and hyphens, such as coat-drive.")

    def opportunity_input(self, zone: str) -> OpportunityInput:
        """What was typed, for the rules; ``zone`` is the time zone of the venue."""
        kept = {field.name: field.data for field in self if field.name in OpportunityInput.__annotations__}
        numbers = {name: int(self[name].data) if self[name].data else None for name in NUMBERS}
        return OpportunityInput(**{**kept, **numbers, "zone": zone})


class ShiftForm(EditForm, ConfirmPastDateForm):
    """When a shift is, and for how many."""

    label = text_field("As what, when there are several at once", most=80)
    starts_wall = datetime_field("Begins", required="When does it begin?")
    ends_wall = datetime_field("Ends", required="When does it end?")
    capacity = integer_field("Places", least=1, most=500, required="How many can take it?", default=2)
    minimum = integer_field("It cannot do without", least=0, most=500, required="At least 0.", default=1)
    place = text_field("Place, when it is another", most=140)
    repeat = SelectField("Again?", choices=choices_of(REPEATS), default="")
    until = date_field("Until", required="Say until when it is repeated.", needed_with="repeat")

    def shift_input(self) -> ShiftInput:
        """What was typed, for the rules."""
        rule, again = "", "repeat" in self and self.repeat.data
        if again and self.until.data:
            rule = f"{self.repeat.data};UNTIL={datetime.combine(self.until.data, time.max):%Y%m%dT%H%M%S}"
        kept = {name: self[name].data for name in ShiftInput.__annotations__ if name != "rrule"}
        return ShiftInput(**{**kept, "rrule": rule})


class ReasonForm(Form):
    """A reason, which the helpers concerned read."""

    why = text_area("Why?", most=1000, required="Say why: they read it in their mail.")


class ProgramForm(Form):
    """The name of a new program."""

    name = text_field("Name of the program", most=120, required="What is it called?")


class CodeForm(IdempotentForm):
    """What a reader of QR codes sends."""

    code = text_field("Code", most=64, required="Read a code, or type it.")


class CheckOutForm(Form):
    """A button beside somebody's name; ``until``: when they left, where we had to ask."""

    until = HiddenField(validators=[AnyOf(UNTILS)], default="")
