"""Why she says hello to somebody, in that one's own words, and how she may begin."""

from collections.abc import Iterable
from dataclasses import dataclass

from chapter.bookings.models import Rsvp
from chapter.hello.models.hellos import Hello
from chapter.people import names

ORDER = ("gives", "gets", "company")


@dataclass(frozen=True)
class Suggestion:
    """One whom she says hello to: first name, where from, the reason, an opening line.

    Nothing here tells of either what she did not tick or type herself, such as whether she is new; and each
    line is true of both, whoever says it.
    """

    rsvp: Rsvp
    kind: str
    why: str
    opening: str

    @property
    def name(self) -> str:
        """Her first name."""
        return self.rsvp.shown_name


def salutation(rsvp: Rsvp) -> str:
    """How a letter calls her: by the first name in the name of her booking, or all of it."""
    return names.first_name(rsvp.name) or rsvp.name


def suggestions_for(rsvp: Rsvp, hellos: Iterable[Hello]) -> list[Suggestion]:
    """The hellos of ``rsvp`` as she reads them: whom she could help first, then who could help her."""
    found = [(_kind(rsvp, hello), _other(rsvp, hello)) for hello in hellos]
    found.sort(key=lambda one: (ORDER.index(one[0]), one[1].id))
    return [_told(place, *one) for place, one in enumerate(found)]


def _other(rsvp: Rsvp, hello: Hello) -> Rsvp:
    return hello.other if hello.helper_id == rsvp.id else hello.helper


def _kind(rsvp: Rsvp, hello: Hello) -> str:
    if hello.kind != "help":
        return "company"
    return "gives" if hello.helper_id == rsvp.id else "gets"


def _told(place: int, kind: str, other: Rsvp) -> Suggestion:
    lines = OPENING_LINES[kind]
    opening = lines[place % len(lines)].format(ask=_said(other.looking_for), offer=_said(other.ask_me))
    return Suggestion(other, kind, REASONS[kind](other), opening)


def _said(words: str) -> str:
    return words.strip().rstrip(".!?")


def _gives(other: Rsvp) -> str:
    return f"You could help her. She is looking for: “{other.looking_for}”."


def _gets(other: Rsvp) -> str:
    return f"She could help you. Ask her about: “{other.ask_me}”."


def _company(other: Rsvp) -> str:
    return f"She would like to meet somebody, as you would.{_hers(other)}"


def _hers(other: Rsvp) -> str:
    """One thing that she typed herself, if she did."""
    if other.ask_me:
        return f" Ask her about: “{other.ask_me}”."
    return f" She is looking for: “{other.looking_for}”." if other.looking_for else ""


REASONS = {"gives": _gives, "gets": _gets, "company": _company}
OPENING_LINES = {
    "gives": ("“I read that you’re looking for {ask}. I’d love to hear more. How far are you?”",),
    "gets": ("“I was hoping to find you. May I ask you about {offer}? How did you come to it?”",),
    "company": (
        "“I’m glad that I found you. What was the best of your week?”",
        "“May I stand with you for a moment? I’d love to hear what brought you here.”",
        "“Your name was on my list of people to say hello to. What are you happy about these days?”",
    ),
}
"""What she may begin with; of several, each of her list has another."""
