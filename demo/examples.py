"""What the style page shows: every component in every state, with people who don't exist."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateTimeLocalField, PasswordField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from chapter.bookings.forms import GuestNamesField
from chapter.broadcasts.kinds import Preview, Recipient
from chapter.cover_art import goal_meter
from chapter.forms.chosen_rows import ChosenForm
from chapter.forms.fields import Form, checkbox, choices_of, email_field, integer_field, text_field
from chapter.forms.list_form import ListForm, list_choice, list_search
from chapter.forms.money_fields import ConfirmAmountForm, MoneyField
from chapter.giving import words as gift_words
from chapter.giving.forms import GiftForm
from chapter.giving.models import Drive, Gift, SuggestedAmount
from chapter.giving.queries import Figures
from chapter.mail.rules import Letter
from chapter.people import listed_name
from chapter.people.models import Person
from chapter.people.person_field import PersonField, person_field
from chapter.web.pages import Page
from sample.drives import RUNGS

ARRIVALS = {
    "just_me": ("Just me", "You know the way in."),
    "meet_me": ("Meet me at the door", "A greeter learns your name ahead of time and looks out for you."),
    "buddy": ("With a buddy", "We match you with one other guest and write to you both the day before."),
    "early": ("Ten minutes early, quietly", "The room is still empty, the soup is on."),
    "small_job": ("Give me a small job", "Ladle, coats, name tags. Hands busy, talking easier."),
}
WORDS = {value: words for value, (words, _) in ARRIVALS.items()}
ROOMS = {"": "Any", "6": "Room 6", "bar": "Behind the bar, quiet"}
WAYS = {"ask": "Ask me", "take": "Take them"}
GROUNDS = (
    ("aubergine", "#3a1540"),
    ("apricot", "#fb9145"),
    ("petal", "#f9c9cd"),
    ("lake", "#bcdcdc"),
    ("butter", "#fadc8a"),
    ("leaf", "#245a3c"),
)
ROLES = (
    ("paper", "the page"),
    ("raised", "cards, controls"),
    ("tint", "chosen, quiet ground"),
    ("ink", "text"),
    ("ink-soft", "hints, captions"),
    ("edge", "control edges, 3:1"),
    ("accent", "what can be done"),
    ("done", "done"),
    ("waiting", "waits"),
    ("refused", "refused"),
    ("focus", "focus ring"),
    ("brand", "the chapter’s color"),
)
SLUGS = (
    "shine-and-dine", "galentines-at-the-laundromat", "i-dream-to-photo-day", "resume-hour-uptown",
    "first-thursday-january", "board-meeting", "zine-night", "coat-check-and-cocoa", "cool-women-hot-careers",
    "packing-night", "dreambooking", "the-long-table",
)  # fmt: skip
NAMES = ("Jo Li", "Wanjiru Kamau", "Adaeze Okonkwo-Bright", "Thuy Ngo", "Halina Wojciechowska-Duda")
LONG_NAME = "María Fernanda Quintanilla-Reyes de la Torre"
TYPED = {
    "bad-name": LONG_NAME,
    "bad-email": "priya@raghunathan",
    "bad-password": "never shown again",
    "bad-party_size": "many",
    "bad-arrival": "by_balloon",
    "bad-amount": "$750",
    "bad-needs": "A late train & a <wheelchair>",
}


class StyleForm(ConfirmAmountForm, listed_name.ListedNameForm):
    """One field of each type, for the style page."""

    name = text_field("Your name", required="Write your name, as you would say it at the door.")
    email = email_field("Email", required="Enter your email.")
    password = PasswordField("Password", [Optional()])
    room = SelectField("Which room?", choices=choices_of(ROOMS))
    party_size = integer_field(
        "How many people?", least=1, most=6, required="Enter how many will come.", default=2
    )
    guests = GuestNamesField("Who’s coming with you?")
    arrival = RadioField("How would you like to arrive?", choices=choices_of(WORDS), default="meet_me")
    how = RadioField("When a seat opens up", choices=choices_of(WAYS), default="ask")
    starts = DateTimeLocalField("Starts", [Optional()])
    amount = MoneyField("What you bring for the pot", "How much?")
    needs = TextAreaField("Food or access needs", [Optional()])
    show_me = checkbox("Show my first name on the guest list")
    shown_as = text_field(listed_name.WORDS, most=80)


class GuestListForm(ListForm):
    """What narrows a list."""

    who = list_search("Name or email")
    where = list_choice("Room", ROOMS)


class WhomForm(Form):
    """A field for a person."""

    email = person_field("Email or name", required="Enter an email or a name.")


def _whom() -> PersonField:
    """The field, when two are called what was typed."""
    field: PersonField = WhomForm(formdata=MultiDict({"email": LONG_NAME}), prefix="whom-").email
    field.candidates = [
        Person(public_id=f"person{n}", name=LONG_NAME, email=f"maria{n}@example.test", organisation="")
        for n in (1, 2)
    ]
    return field


def _chosen() -> ChosenForm:
    """Two of three rows, of whom one was refused."""
    form = ChosenForm(formdata=MultiDict([("chosen", "bea"), ("chosen", "jo")]))
    form.refusals = {"jo": "Jo canceled her booking."}
    return form


def style_examples() -> dict[str, Any]:
    """The context of ``demo/style.html``."""
    bad = StyleForm(formdata=MultiDict(TYPED), prefix="bad-").in_currency("usd")
    bad.validate()
    bad.ask_to_confirm(bad.amount, "That is ten times what most bring. Is it right?")
    return {
        "good": StyleForm(formdata=None).in_currency("usd"),
        "bad": bad,
        "form_has_errors": False,
        "ways": WORDS,
        "hints": {value: hint for value, (_, hint) in ARRIVALS.items()},
        "grounds": GROUNDS,
        "roles": ROLES,
        "slugs": SLUGS,
        "names": NAMES,
        **_a_drive(),
        "long_name": LONG_NAME,
        "before": _a_sight(),
        "page_of_many": Page(
            [], "#office", "#office", 6, tuple((n, "#office") for n in (1, 0, 5, 6, 7, 0, 20))
        ),
        "chosen": _chosen(),
        "guests": GuestListForm({"who": "Bea", "where": "bar"}),
        "whom": _whom(),
        "page_by_key": Page([], "", "#office"),
        "booked": [
            ("Harvest supper", 41, 48),
            ("Bridge talk", 52, 60),
            ("Résumé hour", 0, 24),
            (LONG_NAME, 36, 40),
        ],
        "versions": [
            ("Title", "The Long Table", "The Long Table: a supper for first-timers"),
            ("Starts", "December 10, 6:30 p.m.", "December 10, 6:30 p.m."),
            ("Address", None, "1540 W. Long Street"),
            ("Seats", 48, 60),
        ],
    }


def _a_sight() -> Preview:
    """An example of the preview of a mail to many."""
    readers = [Recipient(number, name, "", None) for number, name in enumerate((*NAMES, LONG_NAME), 1)]
    words = "Dear Jo,\n\nThis event was to be on Thursday, December 3. This is how it is now.\n"
    letter = Letter("events.moved", "Another time or place: The Long Table", words)
    return Preview(readers, [(Recipient(9, "Ines Reyes", ""), "has no email on file")], letter)


def _a_drive() -> dict[str, Any]:
    amounts = [SuggestedAmount(amount_cents=cents, impact=does) for cents, does in RUNGS]
    drive = Drive(
        goal_cents=32_000_00, least_cents=5_00, most_cents=25_000_00, currency="usd",
        suggested_amounts=amounts, funds=[], wall_held=False,
    )  # fmt: skip
    gifts = [
        Gift(name=LONG_NAME, anonymous=False, tribute="", thing="", message=""),
        Gift(name="Hyacinth", anonymous=False, tribute="memory", tribute_name="Ines", thing="", message=""),
        Gift(name="Jo", anonymous=True, tribute="", thing="six winter coats", message="For the cold ones."),
    ]
    form = GiftForm(formdata=None, prefix="gift-").for_drive(drive)
    raised = Figures(18_540_00, 211, 230, 120_00)
    return {
        "drive": drive, "gifts": gifts, "gift_form": form, "gift_words": gift_words, "raised": raised,
        "meter": goal_meter,
    }  # fmt: skip
