"""Why a guest says hello to somebody, in that person's own words, and how to begin."""

from collections.abc import Iterable
from dataclasses import dataclass

from chapter.bookings.models import Rsvp
from chapter.hello.models.hellos import Hello
from chapter.pronouns import them, they, verb

ORDER = ("gives", "gets", "company")


@dataclass(frozen=True)
class Suggestion:
    """One whom a guest says hello to: first name, where from, the reason, an opening line.

    Nothing here reveals of either what they did not tick or type themselves, such as whether they are new;
    and each line is true of both, whoever says it.
    """

    rsvp: Rsvp
    kind: str
    why: str
    opening: str

    @property
    def name(self) -> str:
        """The other guest's first name, as shown."""
        return self.rsvp.shown_name


def suggestions_for(rsvp: Rsvp, hellos: Iterable[Hello]) -> list[Suggestion]:
    """The hellos of ``rsvp`` as that guest reads them: whom they could help first, then who could help
    them."""
    found = [(_kind(rsvp, hello), _other(rsvp, hello)) for hello in hellos]
    found.sort(key=lambda one: (ORDER.index(one[0]), one[1].id))
    return [_suggestion(index, *one) for index, one in enumerate(found)]


def _other(rsvp: Rsvp, hello: Hello) -> Rsvp:
    return hello.other if hello.helper_id == rsvp.id else hello.helper


def _kind(rsvp: Rsvp, hello: Hello) -> str:
    if hello.kind != "help":
        return "company"
    return "gives" if hello.helper_id == rsvp.id else "gets"


def _suggestion(index: int, kind: str, other: Rsvp) -> Suggestion:
    lines = OPENING_LINES[kind]
    opening = lines[index % len(lines)].format(
        ask=_without_period(other.looking_for), offer=_without_period(other.ask_me)
    )
    return Suggestion(other, kind, REASONS[kind](other), opening)


def _without_period(words: str) -> str:
    return words.strip().rstrip(".!?")


def _they(other: Rsvp) -> str:
    return they(other.pronouns).capitalize()


def _they_are(other: Rsvp) -> str:
    return f"{_they(other)} {verb(other.pronouns, 'is', 'are')}"


def _gives(other: Rsvp) -> str:
    return f"You could help {them(other.pronouns)}. {_they_are(other)} looking for: “{other.looking_for}”."


def _gets(other: Rsvp) -> str:
    return f"{_they(other)} could help you. Ask {them(other.pronouns)} about: “{other.ask_me}”."


def _company(other: Rsvp) -> str:
    return f"{_they(other)} would like to meet someone, just as you would.{_own_words(other)}"


def _own_words(other: Rsvp) -> str:
    """A sentence with one thing that the other guest typed themselves; empty when there is none."""
    if other.ask_me:
        return f" Ask {them(other.pronouns)} about: “{other.ask_me}”."
    return f" {_they_are(other)} looking for: “{other.looking_for}”." if other.looking_for else ""


REASONS = {"gives": _gives, "gets": _gets, "company": _company}
OPENING_LINES = {
    "gives": ("“I read that you’re looking for {ask}. I’d love to hear more. How far are you?”",),
    "gets": ("“I was hoping to find you. May I ask you about {offer}? How did you get into it?”",),
    "company": (
        "“I’m glad I found you. What was the best part of your week?”",
        "“May I stand with you for a moment? I’d love to hear what brought you here.”",
        "“Your name was on my list of people to say hello to. What are you happy about these days?”",
    ),
}
"""What a guest may begin with; within one list each suggestion has another."""
