"""The shape of what guests send. These ask the database nothing."""

from typing import Any, Self

from wtforms import Field, RadioField, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from chapter.bookings import guest_names, wording
from chapter.bookings.models import ARRIVALS, Rsvp
from chapter.bookings.models.followups import ANSWERS
from chapter.bookings.rules.bookings import BookingInput
from chapter.events import wording as events_wording
from chapter.events.models import LARGEST_PARTY, Event
from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import (
    Form,
    checkbox,
    choices_of,
    email_field,
    integer_field,
    multi_line,
    name_field,
    one_line,
    text_area,
    text_field,
)
from chapter.forms.idempotent_form import IdempotentForm
from chapter.mail.consents import BOOKING, NEWS
from chapter.people import listed_name
from chapter.people.listed_name import ListedNameForm
from chapter.people.models import Person
from chapter.plurals import agree

TEXTS = (
    "dietary", "access_needs", "badge_name", "pronouns", "organisation", "ask_me",
    "looking_for",
)  # fmt: skip


class GuestNamesField(Field):
    """The names of a party's guests; ``data`` is a list (see `chapter.bookings.guest_names`).

    Its form has the ``party_size`` that they belong to. Several values are one name for each guest, in order;
    more of them than guests are refused. A single value, as forms sent it that had one field for all, is
    split where it names several, and never refused for their number. A party that was booked with guests and
    is now of one may send its ``known`` names back: nobody need clear them one by one.
    """

    widget = TextInput()

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.flags.optional = True
        self.known: list[str] = []

    @property
    def was_sent(self) -> bool:
        """Whether the submitted form had these fields."""
        return bool(self.raw_data)

    def process_data(self, value: Any) -> None:
        """Set ``data`` to the names that a booking holds."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Set ``data`` to the submitted names, cleaned, without empty ones at the end."""
        clean = one_line if len(valuelist) > 1 else multi_line
        self.data = guest_names.without_empty_end([clean(value) for value in valuelist])

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError when a name is too long, or there are more names than guests."""
        if any(len(name) > guest_names.LONGEST for name in self.data):
            raise ValidationError(f"Use at most {guest_names.LONGEST:,} characters.")
        if form.party_size.errors or not self.data:
            return
        guests, named = (form.party_size.data or 1) - 1, guest_names.known_names(self.data)
        comes_alone = guests == 0 and set(named) <= set(self.known)
        if len(self.raw_data or []) == 1:
            self.data = guest_names.names_from_form(self.data, guests)
        elif len(named) > guests and not comes_alone:
            raise ValidationError(wording.too_many_names(len(named), guests))
        else:
            self.data = guest_names.names_for_guests(self.data, guests)

    def shown(self, largest: int) -> list[str]:
        """The value of each field, for an event whose parties may have up to ``largest`` people."""
        return [*self.data, *([""] * (largest - 1 - len(self.data)))]


class PartySizeForm(Form):
    """A party's size. ``largest`` is the largest party that this event takes."""

    party_size = integer_field(
        "How many people?",
        least=1,
        most=LARGEST_PARTY,
        required="Enter how many will come.",
        default=1,
    )
    largest = LARGEST_PARTY

    @classmethod
    def for_event(cls, event: Event, before: int = 0, **more: Any) -> Self:
        """The form for ``event``. A party of ``before`` that came under an older limit may stay as it is."""
        form = cls(**more)
        form.largest = max(before, largest_party(event))
        form.party_size.flags.max = form.largest
        return form

    def validate_party_size(self, field: Any) -> None:
        """Raises ValidationError when the party is larger than ``largest``."""
        if field.data is not None and field.data > self.largest:
            raise ValidationError(f"Book up to {events_wording.number(self.largest)} per party.")


class PartyChangeForm(PartySizeForm, EditForm):
    """A guest changes the party's size, or its guests. When no names are sent, the saved ones stay.

    Programs may send the size alone, as they could before forms had edit fingerprints.
    """

    names_editor = False
    requires_marks = False
    guest_names = GuestNamesField("Who’s coming with you?")


class RsvpForm(ListedNameForm, PartySizeForm, IdempotentForm):
    """A guest, or somebody who signed in, asks for seats."""

    NAMES_TYPED = ("badge_name", "name")

    name = name_field("Your name", most=200, required="Enter your name.")
    email = email_field("Email", required="Enter your email.")
    guest_names = GuestNamesField("Who’s coming with you?")
    arrival = RadioField(  # type: ignore[call-arg]  # the published types lag behind the last field
        "How would you like to arrive?",
        choices=choices_of(ARRIVALS),
        default="just_me",
        filters=[lambda chosen: chosen or "just_me"],
        invalid_choice_message="Choose how you would like to arrive.",
    )
    dietary = text_area("Food needs", most=1000)
    access_needs = text_area("Access needs", most=1000)
    badge_name = name_field("Name on your badge", most=80)
    pronouns = text_field("Pronouns", most=40)
    organisation = text_field("Where you work or what you do", most=200)
    ask_me = text_field("Ask me about", most=200)
    looking_for = text_field("I’m looking for", most=200)
    show_me = checkbox("Show my first name on the guest list")
    shown_as = name_field(listed_name.WORDS, most=80)
    news = checkbox(NEWS.wording(BOOKING))

    def without_identity(self, person: Person) -> Self:
        """This form without name and email, for a signed-in person whose name and email we know."""
        del self.name, self.email
        self.for_person(person)
        return self

    def any_of(self, names: tuple[str, ...]) -> bool:
        """Whether one of these fields has a value or an error."""
        return any(self[name].data or self[name].errors for name in names)

    def party(self, name: str = "", email: str = "", person: Person | None = None) -> BookingInput:
        """The booking that was asked for. ``name`` and ``email`` replace the fields that `without_identity`
        removed."""
        return BookingInput(
            name=name or self.name.data or "",
            email=email or self.email.data or "",
            person=person,
            size=self.party_size.data or 1,
            nonce=self.nonce.data or "",
            arrival=self.arrival.data,
            show_me=self.show_me.data,
            shown_as=self.listed_as,
            news=self.news.data,
            news_wording=NEWS.wording(BOOKING),
            guest_names=self.guest_names.data,
            **{name: self[name].data or "" for name in TEXTS},
        )


class AnswerForm(Form):
    """Accept the seats that are held or saved; ``rest``: what becomes of those for whom there is none yet."""

    rest = RadioField(
        "What about the rest of your party?",
        choices=choices_of({"keep": "They keep their place on the waitlist", "leave": "They won’t come"}),
        default="keep",
    )

    @classmethod
    def for_booking(cls, rsvp: Rsvp, **more: Any) -> Self:
        """The form for a booking, its choices in numbers."""
        form, left = cls(**more), rsvp.wanted - rsvp.saved_seats
        others = agree(left, "The other one keeps", f"The other {events_wording.number(left)} keep")
        fewer = events_wording.number(rsvp.whole - left)
        form.rest.choices = choices_of(
            {"keep": f"{others} a place on the waitlist", "leave": f"Only {fewer} of us will come"}
        )
        return form


class LostLinkForm(Form):
    """Somebody who has lost their booking link asks for it by email."""

    email = email_field("Email", required="Enter the email you booked with.")


def largest_party(event: Event) -> int:
    """The most people of one party: the event's own limit, and never more than its capacity."""
    return max(1, min(event.party_limit, LARGEST_PARTY, event.capacity or LARGEST_PARTY))


class OpinionForm(EditForm):
    """How an event was: the one question after it."""

    answer = RadioField(
        "How was it?",
        [InputRequired("Choose the closest answer.")],
        choices=choices_of(ANSWERS),
    )
    words = text_area("Anything else?", most=2000)
    named = checkbox("Show my name with this")
