"""Building the sample chapter into an empty database."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, g
from sqlalchemy import func, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.authentication import passwords
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.people.models import Person
from chapter.security import security_log
from chapter.settings import queries as settings
from chapter.settings.models import Chapter
from sample import (
    applications,
    bookings,
    card_payments,
    drives,
    event_calendar,
    first_hellos,
    hours,
    households,
    levels,
    memberships,
    office_records,
    people,
    person_rows,
    profiles,
    shifts,
    staff_and_deliveries,
)
from sample import events as sample_events
from sample.card_payments import Dated

BUILDER = Actor("command", name="demo build")
BUILT = "built sample chapter"
ZONE = "America/Chicago"


class NotEmpty(Exception):
    """The database has a chapter already; the sample is never mixed into one."""


class NotHere(Exception):
    """The sample is not built in production: the password of its accounts is public."""


@dataclass(frozen=True)
class Size:
    """The size of the sample: seed, people, years."""

    people: int = 240
    years: int = 2
    seed: int = 1


@dataclass(frozen=True)
class Built:
    """The counts of what was built."""

    people: int
    events: int
    bookings: int


def allowed() -> None:
    """Raise NotHere in production."""
    if current_app.config["CHAPTER_ENV"] == "production":
        raise NotHere(
            "The sample chapter is not built in production: the password of its accounts is published. Set "
            "CHAPTER_ENV=demo, or CHAPTER_ENV=test. Nothing was changed."
        )


@security_log.muted()
def build(size: Size, *, now: datetime, stand_in: Dated | None = None) -> Built:
    """Build the sample chapter as of ``now``, the same for the same seed and day. Raises NotEmpty and
    NotHere.

    Payments by card are made in the account of Stripe's ``stand_in``, which is cleared first. Without one
    there are none: nobody could say later what became of them.
    """
    allowed()
    if db.session.scalar(select(func.count()).select_from(Chapter)):
        raise NotEmpty("There is a chapter in this database already.")
    chance = random.Random(size.seed)
    now = now.replace(microsecond=0)
    password_hash = passwords.hashed(people.PASSWORD)
    with db.writing():
        db.session.add(_the_chapter(size, now))
    g.pop("chapter", None)
    later = applications.PROVED + households.MADE + len(first_hellos.NEW)
    everybody = people.crowd(chance, size.people - later, size.years, now)
    crowd = people.Crowd(everybody, person_rows.save(everybody, password_hash, now=now))
    made = levels.save(BUILDER, begun=now - timedelta(days=365 * size.years))
    memberships.save(size.seed, crowd, made, now=now)
    profiles.save(size.seed, crowd, now=now)
    office_records.save(size.seed, crowd, now=now)
    applications.save(made, Actor("person", crowd.ids[0]), now=now)
    households.save(crowd, now=now)
    treasurer = Actor("person", sample_events.person_id("treasurer@chapter.test"))
    drives.save(size.seed, crowd.ids, treasurer, now=now)
    if stand_in is not None:
        card_payments.save(size.seed, crowd.ids, treasurer, stand_in, now=now)
    lead = Actor("person", sample_events.person_id("volunteers@chapter.test"))
    shifts.save(size.seed, crowd.ids, lead, now=now)
    hours.save(size.seed, crowd.ids, lead, now=now)
    local = now.astimezone(settings.current().zone_info).replace(tzinfo=None)
    planned = event_calendar.all_of(chance, local, size.years, size.people)
    bookings.save(size.seed, sample_events.save(planned, now=now), crowd, now=now)
    with db.writing():
        staff_and_deliveries.finish(chance, now=now)
        why = "The sample is made again each day, as long as nobody has changed it."
        audit.record(BUILT, db.session.get_one(Chapter, settings.SETTINGS_ID), by=BUILDER, now=now, why=why)
    return Built(*(_count(model) for model in (Person, Event, Rsvp)))


def _count(model: type[db.Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _the_chapter(size: Size, now: datetime) -> Chapter:
    director = people.SIGN_INS[0]
    return Chapter(
        id=settings.SETTINGS_ID,
        name="Lake Effect Women’s Network, Chicago (sample)",
        short_name="Lake Effect",
        legal_name="Lake Effect Women’s Network (sample)",
        ein="00-0000000",
        address="Room 6, 1540 W. Sample Street\nChicago, Illinois 60600",
        email="hello@chapter.test",
        zone=ZONE,
        tagline="Start with one person.",
        sender_name=director.name,
        sender_role=director.title,
        reply_to="hello@chapter.test",
        signature=f"Yours,\n{director.name}\n{director.title}, Lake Effect",
        privacy_line="Nobody outside the chapter reads it.",
        privacy_more="## Photos at events\n\nWe ask before we take a picture, and take it down when you ask.",
        guest_days=365 * (size.years + 1),
        sample=True,
        changed_at=now,
    )
