"""What staff do by hand to the line and around it: moves, their undo, and closing it to members."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.rules import waitlist_order
from chapter.events.models import LEAD, MEMBERS
from chapter.events.rules import lifecycle
from chapter.events_office import queries as events_office_queries
from chapter.events_office.rules import changes
from chapter.mail.models import Mail
from chapter.refusal import Refused
from tests.bookings.waitlists import cancel
from tests.factories import GUEST, TODAY, a_booking, a_lead, a_person, an_event


def test_a_move_by_hand_is_taken_back_within_ten_minutes_and_nobody_was_told(app: Flask) -> None:
    event = an_event(seats=1)
    a_booking(event)
    bea, caro = a_booking(event), a_booking(event)
    with db.writing():
        waitlist_order.move_up(caro, by=GUEST, why="She speaks.", now=TODAY)
    assert bookings_queries.waiting_line(event) == [caro, bea]
    with db.writing():
        waitlist_order.move_back(caro, by=GUEST, now=TODAY + timedelta(minutes=10))
    assert bookings_queries.waiting_line(event) == [bea, caro]
    mail = db.first_or_404(select(Mail).where(Mail.kind == "events.moved_up"))
    assert mail.withdrawn_at is not None
    assert mail.due_at == TODAY + timedelta(minutes=10)


def test_a_move_by_hand_stays_after_ten_minutes_or_once_her_turn_has_come(app: Flask) -> None:
    event = an_event(seats=2)
    ana = a_booking(event, of=2)
    a_booking(event)
    caro, dana = a_booking(event, of=2), a_booking(event)
    with db.writing():
        waitlist_order.move_up(caro, by=GUEST, why="She speaks.", now=TODAY)
        waitlist_order.move_up(dana, by=GUEST, why="She sings.", now=TODAY)
    with pytest.raises(Refused, match="More than ten minutes have passed"), db.writing():
        waitlist_order.move_back(caro, by=GUEST, now=TODAY + timedelta(minutes=11))
    cancel(ana)
    with pytest.raises(Refused, match="offered seats in the meantime"), db.writing():
        waitlist_order.move_back(dana, by=GUEST, now=TODAY)


def test_guests_keep_their_seats_when_an_event_becomes_members_only_and_the_lead_is_told(app: Flask) -> None:
    event = an_event(seats=4)
    bea = a_booking(event, of=2)
    lead = a_person("Lena Lead", "lena@example.test")
    a_lead(event, lead, LEAD)
    with db.writing():
        event = db.lock(event)
        details = lifecycle.EventDetails(**{**vars(lifecycle.details_of(event)), "visibility": MEMBERS})
        changes.change_event(event, details, by=GUEST, now=TODAY)
    assert bea.going
    assert events_office_queries.nonmember_counts(event) == {"parties": 1, "people": 2}
    (mail,) = db.session.scalars(select(Mail).where(Mail.kind == "events.guests_stay"))
    assert mail.to_key == "lena@example.test"
    assert "One party of guests (two people) booked before that" in mail.text
    assert db.first(select(Entry).where(Entry.verb == "kept guests")) is not None
