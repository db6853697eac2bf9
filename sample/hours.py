"""The hours of the sample chapter's volunteers, what an hour is worth, and their preferences."""

import random
from datetime import datetime, timedelta
from itertools import islice

from chapter import db
from chapter.audit import Actor
from chapter.hours import queries as hours_queries
from chapter.hours.rules import credits, entries
from chapter.hours.rules.entries import EntryInput
from chapter.opportunities import queries as opportunities_queries
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import WITH_APPROVAL, Opportunity
from chapter.staffing.rules import preferences
from chapter.staffing.rules.preferences import SLOTS, Preferences
from sample import events

RATES = ((0, 34_79, "Independent Sector"), (1, 33_49, "Independent Sector"), (2, 31_80, "Independent Sector"))
"""Years ago, cents of an hour, and who publishes it."""

NOTES = (
    "Phone calls",
    "Flyers around Pilsen",
    "Sewed buttons on",
    "Read two portfolios",
    "Drove to Urbana",
    "",
)
SIGNED_IN = ("member@chapter.test", "volunteers@chapter.test")
LONGEST_AGO = 360
"""How many days ago the oldest entry may be."""

WAITING = 5
"""How many volunteers logged hours that nobody has approved yet."""


def save(seed: int, crowd_ids: list[int], by: Actor, *, now: datetime) -> None:
    """Save a year of hours, the value of an hour by year, and preferences, in several transactions."""
    chance = random.Random(seed)
    for ago, cents, source in RATES:
        with db.writing():
            entries.set_rate(now.year - ago, cents, f"{source}, sample", by=by, now=now)
    with db.writing():
        for signup in hours_queries.signups_to_credit(now, most=500):
            credits.credit_due(signup, now=now)
    some = crowd_ids[1:90:3]
    hers = events.person_id(SIGNED_IN[0])
    for _batch in range(4):
        with db.writing():
            _log(chance, [hers, *some], by, now)
    with db.writing():
        _waits(chance, _helped([hers, *crowd_ids], now), now)
        _wishes(chance, [*map(events.person_id, SIGNED_IN), *crowd_ids[1:120:2]], now)


def _log(chance: random.Random, people: list[int], by: Actor, now: datetime) -> None:
    """Save the hours that the lead logged for them over a year."""
    wholes = queries.published_opportunities()
    for number in people:
        person, whole = db.session.get_one(Person, number), chance.choice(wholes)
        _one(chance, person, whole, chance.randint(3, LONGEST_AGO), by, now, lead=True)


def _waits(chance: random.Random, people: list[int], now: datetime) -> None:
    """Save hours that they logged themselves, for what they helped with, and nobody has approved yet."""
    for number in people:
        person = db.session.get_one(Person, number)
        wholes = [
            one
            for one in hours_queries.loggable_opportunities(number, now)
            if one.hours_rule == WITH_APPROVAL
        ]
        if wholes:
            _one(chance, person, chance.choice(wholes), chance.randint(1, 9), person.actor, now, lead=False)


def _helped(people: list[int], now: datetime) -> list[int]:
    """Those of ``people`` who have something to log hours for."""
    return list(islice((one for one in people if hours_queries.loggable_opportunities(one, now)), WAITING))


def _one(
    chance: random.Random,
    person: Person,
    whole: Opportunity,
    ago: int,
    by: Actor,
    now: datetime,
    *,
    lead: bool,
) -> None:
    on = (now - timedelta(days=ago)).astimezone(whole.zone_info).date()
    stretch = EntryInput(on, chance.choice((60, 90, 120, 150, 180)), chance.choice(NOTES))
    nonce = f"sample-{person.id}-{whole.id}-{ago}-{lead}"
    try:
        entries.log(person, whole, stretch, nonce=nonce, lead=lead, by=by, now=now)
    except Refused:
        return


def _wishes(chance: random.Random, people: list[int], now: datetime) -> None:
    programs = [one.id for one in opportunities_queries.programs()]
    for number in people:
        person = db.session.get_one(Person, number)
        said = Preferences(
            chance.sample(SLOTS, chance.randint(2, 6)), chance.sample(programs, chance.randint(1, 2)),
            chance.choice((None, None, 6, 10)),
        )  # fmt: skip
        preferences.save_preferences(person, said, by=person.actor, now=now)
