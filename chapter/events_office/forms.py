"""The shape of what the office types about events and bookings. These ask the database nothing."""

import re
from dataclasses import asdict, fields
from typing import Any
from urllib.parse import urlsplit

from wtforms import Field, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import DateTimeLocalField
from wtforms.validators import InputRequired, Length, Optional

from chapter.bookings.forms import RsvpForm
from chapter.bookings.models import ARRIVALS, CANCELLED, GOING, WAITLISTED
from chapter.bookings.rules.bookings import BookingInput
from chapter.events import wording as events_wording
from chapter.events.models import LARGEST_PARTY, POSTS, VISIBILITIES, WHEN_FREE
from chapter.events.rules import lifecycle
from chapter.events_office.rules import bookings
from chapter.events_office.rules.messages import BOTH, COMING, WAITING
from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import (
    Form,
    WholeNumberField,
    checkbox,
    choices_of,
    email_field,
    integer_field,
    one_line,
    text_area,
    text_field,
)
from chapter.forms.idempotent_form import IdempotentForm
from chapter.forms.list_form import ListForm, list_choice, list_search
from chapter.forms.past_dates import ConfirmPastDateForm
from chapter.people.person_field import person_field
from chapter.settings.forms import zones
from chapter.web import dates

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LARGEST_ROOM = 100_000
MAY_BE_NONE = {"capacity", "rsvp_opens_wall", "rsvp_closes_wall"}
SENT_AS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
NO_TIME = "Enter a date and a time, such as 12/10/2026, 6:30 p.m."


class WallTime(DateTimeLocalField):
    """A day and a time in the venue's time zone; invalid input is shown again as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the browser's format. Raises ValueError with our own sentence about what is wrong."""
        try:
            super().process_formdata(valuelist if any(value.strip() for value in valuelist) else [])
        except ValueError:
            raise ValueError(NO_TIME) from None
        if self.data is not None and not dates.is_supported(self.data):
            self.data = None
            raise ValueError(dates.OUT_OF_RANGE)


def wall_time(label: str, required: str = "") -> WallTime:
    """A field for a day and a time. ``required`` is the error when it is empty; without it, the field is
    optional."""
    return WallTime(label, [InputRequired(required) if required else Optional()], format=SENT_AS)


class AWebAddress:
    """Raises ValidationError for what is no http or https address."""

    def __call__(self, _form: Any, field: Field) -> None:
        try:
            parts = urlsplit(field.data)
            whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in field.data
        except ValueError:
            whole = False
        if not whole:
            raise ValidationError("Enter a web address that begins with https:// and has no spaces.")


def web_address(label: str) -> StringField:
    """A field for an http or https address, which may be empty."""
    length = Length(max=500, message="Enter up to 500 characters.")
    return StringField(label, [Optional(), length, AWebAddress()], filters=[one_line])


class EventForm(EditForm, ConfirmPastDateForm):
    """Everything that the office enters about an event."""

    title = text_field("Title", most=140, required="Enter a title.")
    summary = text_field("Summary, in one sentence", most=300)
    starts_wall = wall_time("Starts", "Enter when it starts.")
    ends_wall = wall_time("Ends", "Enter when it ends.")
    zone = SelectField("Time zone")
    place = text_field("Place", most=140)
    address = text_field("Address", most=300)
    map_url = web_address("Map link")
    online_url = web_address("Link to join online")
    story = text_area("Description", most=20_000)
    capacity: WholeNumberField = integer_field("Seats", least=0, most=LARGEST_ROOM)
    party_limit: WholeNumberField = integer_field(
        "Largest party", least=1, most=LARGEST_PARTY, required="Enter the largest party.", default=6
    )
    when_free = RadioField(
        "When seats open and there is a waitlist", choices=choices_of(WHEN_FREE), default="at_once"
    )
    visibility = RadioField("Who can see it", choices=choices_of(VISIBILITIES), default="public")
    rsvp_opens_wall = wall_time("Booking opens")
    rsvp_closes_wall = wall_time("Booking closes")
    slug = text_field("Page address", most=80)
    why = text_field("Reason for the change", most=300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.zone.choices = zones()

    def validate_slug(self, field: Field) -> None:
        """Raises ValidationError unless it is made of small letters, digits and single hyphens."""
        field.data = (field.data or "").lower()
        if field.data and not SLUG.fullmatch(field.data):
            raise ValidationError("Use lowercase letters, numbers and hyphens, such as long-table.")

    def details(self) -> lifecycle.EventDetails:
        """The fields as input of the rules."""
        return lifecycle.EventDetails(**_typed(self, lifecycle.EventDetails))


class PublishForm(Form):
    """Publish, with a checkbox for an event that has begun."""

    sure = checkbox("Yes, publish it anyway")


class WhyForm(Form):
    """A reason that somebody reads: in the log, or in the mail."""

    why = text_field("Reason", most=300, required="Enter a reason.")


class MessageForm(IdempotentForm):
    """A message to many. ``nonce`` makes the same form sent twice one message."""

    to = RadioField("To", choices=choices_of({COMING: "", WAITING: "", BOTH: ""}), default=COMING)
    subject = text_field("Subject", most=140, required="Enter a subject.")
    text = text_area("Message", most=5_000, required="Enter a message.")

    def name_readers(self, count: dict[str, int], *, canceled: bool) -> None:
        """Add to each choice how many parties would read it; for a cancelled event, who came or waited
        then."""
        coming, waiting = ("had seats", "were waiting") if canceled else ("are coming", "are waiting")
        self.to.choices = choices_of(
            {
                COMING: f"Guests who {coming}, {events_wording.parties(count[COMING])}",
                WAITING: f"Guests who {waiting}, {events_wording.parties(count[WAITING])}",
                BOTH: f"All guests, {events_wording.parties(count[BOTH])}",
            }
        )


class BookingForm(RsvpForm, EditForm):
    """Everything that a booking says, for the office."""

    name = text_field("Name", most=200, required="Enter a name.")
    email = email_field("Email", required="Enter an email. The link to the booking goes there.")
    dietary = text_area("Dietary needs", most=1000)
    access_needs = text_area("Access needs", most=1000)
    show_me = checkbox("Show the first name on the guest list")
    news = None  # type: ignore[assignment]  # how WTForms takes a field away

    def details(self) -> bookings.BookingDetails:
        """The fields as input of the rules."""
        return bookings.BookingDetails(**_typed(self, bookings.BookingDetails))

    def asked(self) -> BookingInput:
        """The fields as a party that asks for seats."""
        typed = asdict(self.details())
        return BookingInput(size=typed.pop("party_size"), nonce=self.nonce.data or "", **typed)


class StaffForm(Form):
    """Appoints somebody lead or greeter of an event."""

    email = person_field("Email", required="Enter the email they sign in with.")
    post = RadioField("Post", choices=choices_of(POSTS), default="greeter")


class BookingListForm(ListForm):
    """Which bookings to show."""

    TABS = ("status",)
    status = list_choice("Which", dict.fromkeys((GOING, WAITLISTED, CANCELLED), ""))
    q = list_search("Name or email", 200)
    arrival = SelectField("Arrival", choices=choices_of({"": "Any", **ARRIVALS}), default="")
    needs = checkbox("Has needs")


def _typed(form: Form, details: type[Any]) -> dict[str, Any]:
    """The values of ``form`` that ``details`` has fields for; text that was not sent is empty."""
    found = {field.name: form[field.name].data for field in fields(details)}
    return {name: "" if value is None and name not in MAY_BE_NONE else value for name, value in found.items()}
