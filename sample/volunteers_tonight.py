"""Who helps tonight in the sample chapter, so that its door checks in volunteers as well as guests."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import SEATED
from chapter.events.models import Event
from chapter.opportunities.rules import opportunities
from chapter.opportunities.rules.opportunities import OpportunityInput
from chapter.opportunities.rules.shift_times import ShiftInput
from chapter.people.models import Person
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import signups
from chapter.shifts.rules.signups import SignupRequest
from sample import events

BEFORE = timedelta(hours=1)
POSTS = (("Coats", 2), ("Kitchen", 3))
"""Tonight's tasks, each with how many people it needs."""


def save(*, now: datetime) -> None:
    """Save one opportunity of tonight's event with two shifts; one of those who help is a guest as well."""
    tonight = db.first_or_404(select(Event).where(Event.slug == "tonight"))
    lead = events.person_id("volunteers@chapter.test")
    by, then = Actor("person", lead), now - timedelta(days=5)
    whole = opportunities.create(
        OpportunityInput(
            title="Tonight’s helpers", zone=tonight.zone, place=tonight.place, event_id=tonight.id,
            summary="Coats at the door, plates in the kitchen.", lead_id=lead,
        ),
        by=by, now=then,
    )  # fmt: skip
    made: list[Shift] = []
    for label, places in POSTS:
        times = ShiftInput(tonight.starts_wall - BEFORE, tonight.ends_wall, places, 1, label=label)
        made += opportunities.add_shifts(whole, times, by=by, now=then)
    opportunities.publish(whole, by=by, now=then)
    helpers = _helpers(tonight)
    for number, person in enumerate(helpers):
        shift = made[number % len(made)]
        asked = SignupRequest(person.name, person.email, f"sample-tonight-{number}", person, show_me=True)
        signups.sign_up(shift, asked, by=by, now=then)


def _helpers(tonight: Event) -> list[Person]:
    """One guest of tonight, and three who only come to help."""
    guests = select(Rsvp.person_id).where(Rsvp.event_id == tonight.id)
    guest = select(Person).join(Rsvp, Rsvp.person_id == Person.id).where(
        Rsvp.event_id == tonight.id, SEATED, Rsvp.came == 0, Rsvp.proof == "account"
    )  # fmt: skip
    other = select(Person).where(
        Person.id.in_(select(Signup.person_id).where(Signup.came_at.is_not(None))), Person.id.not_in(guests)
    )
    return [
        *db.session.scalars(guest.order_by(Person.id).limit(1)),
        *db.session.scalars(other.order_by(Person.id).limit(3)),
    ]
