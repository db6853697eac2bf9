"""Why she says hello to somebody, in that one's own words, and how she may begin."""

from collections.abc import Iterable
from dataclasses import dataclass

from chapter.events.models import Rsvp
from chapter.hello.models import FirstHello

ORDER = ("gives", "gets", "new", "greeted", "company")


@dataclass(frozen=True)
class Told:
    """One whom she says hello to: first name, where from, the reason, an opening line."""

    rsvp: Rsvp
    kind: str
    why: str
    opening: str

    @property
    def name(self) -> str:
        """Her first name."""
        return self.rsvp.shown_name


def told(rsvp: Rsvp, hellos: Iterable[FirstHello]) -> list[Told]:
    """The hellos of ``rsvp`` as she reads them: whom she could help first, then who could help her."""
    found = [_told(rsvp, hello) for hello in hellos]
    return sorted(found, key=lambda one: (ORDER.index(one.kind), one.rsvp.id))


def _told(rsvp: Rsvp, hello: FirstHello) -> Told:
    hers = hello.helper_id == rsvp.id
    other = hello.other if hers else hello.helper
    kind = hello.kind
    if kind == "help":
        kind = "gives" if hers else "gets"
    elif kind == "new" and not hers:
        kind = "greeted"
    opening = OPENING[kind].format(ask=other.looking_for, offer=other.ask_me)
    return Told(other, kind, WHY[kind](other), opening)


def _gives(other: Rsvp) -> str:
    return f"You could help her. She is looking for: “{other.looking_for}”."


def _gets(other: Rsvp) -> str:
    return f"She could help you. Ask her about: “{other.ask_me}”."


def _new(other: Rsvp) -> str:
    return f"It is her first time with us.{_hers(other)}"


def _greeted(other: Rsvp) -> str:
    return f"She says hello to whoever is here for the first time.{_hers(other)}"


def _company(other: Rsvp) -> str:
    return f"She came to meet somebody, as you did.{_hers(other)}"


def _hers(other: Rsvp) -> str:
    """One thing that she typed herself, if she did."""
    if other.ask_me:
        return f" Ask her about: “{other.ask_me}”."
    return f" She is looking for: “{other.looking_for}”." if other.looking_for else ""


WHY = {"gives": _gives, "gets": _gets, "new": _new, "greeted": _greeted, "company": _company}
OPENING = {
    "gives": "“You are looking for {ask}? Tell me how far you are.”",
    "gets": "“I hear that I may ask you about {offer}. How did you come to it?”",
    "new": "“Hello, I was told that you are new. What brought you here?”",
    "greeted": "“Hello, it is my first time. Whom should I meet?”",
    "company": "“Hello, we don’t know each other yet. What was the best of your week?”",
}
