"""The hours of the small chapter, which its people may or may not touch."""

from datetime import datetime, timedelta

from chapter import db
from chapter.people.models import Person
from chapter.volunteering.models import FREELY
from chapter.volunteering.rules import giving_time, making
from chapter.volunteering.rules.giving_time import Stretch
from chapter.volunteering.rules.making import Times
from tests.factories import GUEST, TODAY, a_person
from tests.volunteering.making import an_opportunity, takes

Records = dict[str, dict[str, str]]
LAST_WEEK = datetime.fromisoformat("2026-11-16T09:00")
SLUG = "soup"
"""Of what the director may log hours for."""


def build(member: Person, director: Person) -> Records:
    """Hours that wait, hours of the member, and a shift that is over whom nobody was checked in at."""
    soup = an_opportunity(title="Soup", slug=SLUG, hours_rule=FREELY)
    before = TODAY - timedelta(days=9)
    times = Times(starts_wall=LAST_WEEK, ends_wall=LAST_WEEK + timedelta(hours=3), capacity=5)
    over = making.add_shifts(soup, times, by=GUEST, now=before)[0]
    takes(over, director, before)
    missed = takes(over, None, before)
    somebody = a_person()
    waits = giving_time.log(
        somebody, an_opportunity(title="Stew", slug="stew"), Stretch(before.date(), 60), nonce="stew",
        lead=False, by=somebody.actor, now=TODAY,
    )  # fmt: skip
    hers = giving_time.log(
        member, soup, Stretch(before.date(), 60), nonce="soup", lead=False, by=member.actor, now=TODAY
    )
    db.session.flush()
    return {
        "hours of somebody": {"public_id": waits.public_id},
        "hours of the member": {"public_id": hers.public_id},
        "who was not checked in": {"public_id": missed.public_id},
        "a year of hours": {"year": "2026"},
    }
