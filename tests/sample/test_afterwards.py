"""The sample chapter shows what happens around an evening: reminders that went out, and what guests said."""

import random

from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.bookings.models.followups import Opinion
from chapter.broadcasts.models import Broadcast
from chapter.events_office import queries
from chapter.mail.models import Mail
from sample import opinions
from tests.factories import TODAY, a_booking, an_event
from tests.test_nothing_changes import kept


def test_reminders_that_are_due_have_been_written_and_no_more_are(app: Flask) -> None:
    a_booking(an_event(starts_at=TODAY.replace(day=29)), now=TODAY.replace(day=10))
    with db.writing():
        opinions.remind(now=TODAY)
    assert db.session.scalar(select(func.count()).where(Mail.kind == "events.reminder")) == 1
    assert [said.sent_at for said in db.session.scalars(select(Broadcast))] == [TODAY]
    before = kept(app)
    with db.writing():
        opinions.remind(now=TODAY)
    assert kept(app) == before


def test_those_who_came_to_the_last_events_said_how_it_was(app: Flask) -> None:
    event = an_event(starts_at=TODAY.replace(day=12))
    for _ in range(30):
        a_booking(event, now=TODAY.replace(day=2))
    with db.writing():
        opinions.say(random.Random(1), now=TODAY)
    assert 10 < sum(queries.opinion_counts(event).values()) < 30
    said = list(db.session.scalars(select(Opinion)))
    assert any(opinion.words for opinion in said)
    assert all(opinion.words for opinion in said if opinion.named)
