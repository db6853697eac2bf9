"""The people of the sample chapter: those who sign in, and everybody else."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sample import names

PASSWORD = "give-something-nice"  # noqa: S105 - printed by `make demo`, for the sample chapter alone
MEMBERS = 0.62
SHARED_ADDRESS = 41
"""In one of this many cases, two people of one household share an e-mail address."""


@dataclass(frozen=True)
class SignIn:
    """One of the demo's sign-ins. ``days``: for how long they have held their role; ``ended``: days since it
    ended."""

    email: str
    name: str
    title: str
    roles: tuple[str, ...]
    days: int
    ended: int | None = None


DIRECTOR = "director@chapter.test"
SIGN_INS = (
    SignIn(
        "director@chapter.test", "Adaeze Okonkwo-Bright", "Managing director", ("director", "member"), 700
    ),
    SignIn("events@chapter.test", "Marisol Vega-Tapia", "Events", ("events", "member"), 640),
    SignIn("volunteers@chapter.test", "Jo Li", "Volunteers", ("volunteers", "member"), 500),
    SignIn("treasurer@chapter.test", "Krystyna Mazur", "Treasurer", ("treasurer", "member"), 690),
    SignIn("comms@chapter.test", "Wanjiru Kamau", "Communications", ("comms", "member"), 320),
    SignIn("member@chapter.test", "Priya Raghunathan", "Member", ("member",), 410),
    SignIn("newcomer@chapter.test", "Thuy Ngo", "Member, joined last week", ("member",), 7),
    SignIn("lapsed@chapter.test", "Rosalind Achterberg", "Member until last spring", ("member",), 596, 200),
)
NEWCOMER = 6
"""The index, among them, of the member who pays for a household."""

SAID = {
    "director@chapter.test": "a-DAY-zay",
    "treasurer@chapter.test": "KRIS-ti-na MAH-zoor",
    "comms@chapter.test": "wan-JEE-roo",
    "newcomer@chapter.test": "TWEE No",
}
"""How the names of some are pronounced."""


@dataclass(frozen=True)
class Somebody:
    """One person of the sample, before they are a row. ``number`` is their index, from 0."""

    number: int
    name: str
    email: str
    since: datetime
    organisation: str = ""
    pronouns: str = ""
    title: str = ""
    member: bool = False
    name_said: str = ""


@dataclass(frozen=True)
class Crowd:
    """Everybody, and the ids of their rows, both by number."""

    people: list[Somebody]
    ids: list[int]


def crowd(chance: random.Random, count: int, years: int, now: datetime) -> list[Somebody]:
    """Make ``count`` people, first those who sign in. The same for the same ``chance``, ``count`` and day."""
    first = [
        Somebody(
            number,
            one.name,
            one.email,
            now - timedelta(days=max(one.days, 8)),
            title=one.title,
            name_said=SAID.get(one.email, ""),
        )
        for number, one in enumerate(SIGN_INS)
    ]
    drawn = names.draw(chance, max(0, count - len(first)))
    others: list[Somebody] = []
    for number, name in enumerate(drawn, start=len(first)):
        email = names.address(name, number, chance)
        if number % SHARED_ADDRESS == 0:
            email = others[-1].email
        others.append(
            Somebody(
                number=number,
                name=name,
                email=email,
                since=now - timedelta(days=chance.uniform(3, years * 365)),
                organisation=chance.choice(names.ORGANISATIONS),
                pronouns=chance.choice(names.PRONOUNS),
                member=chance.random() < MEMBERS,
            )
        )
    return (first + others)[:count]
