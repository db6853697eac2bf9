"""Any history of bookings, changes and capacities, against a model that is too simple to be wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select

from chapter import db
from chapter.audit import Actor, Entry, Values
from chapter.events import queries
from chapter.events.models import Event, Rsvp
from chapter.events.rules import parties, waitlist
from chapter.events.rules.parties import Party
from chapter.mail.models import Mail
from chapter.refusal import Refused
from tests.proof.room import Room
from tests.proof.stage import an_open_event

GUEST = Actor("guest")
STAFF = Actor("person", 1)
START = datetime.now(UTC)


class Seats(RuleBasedStateMachine):
    """One event and everything that may happen to its seats."""

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        with db.writing():
            for table in (Values, Entry, Mail, Rsvp, Event):
                db.session.execute(delete(table))
            event = an_open_event("model", 5)
        self.event_id, self.room, self.now, self.parties = event.id, Room(5), START, 0

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def any_party(self, choice: int) -> Rsvp | None:
        live = list(db.session.scalars(queries.bookings_of(self.event).where(Rsvp.cancelled_at.is_(None))))
        return live[choice % len(live)] if live else None

    @rule(minutes=st.integers(0, 300))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes / 10)

    @rule(size=st.integers(1, 6))
    def books(self, size: int) -> None:
        self.parties += 1
        party = Party(
            f"Guest {self.parties}", f"g{self.parties}@model.test", size, nonce=f"nonce-{self.parties}"
        )
        capacity = self.room.capacity
        if capacity is not None and size > capacity:
            with pytest.raises(Refused), db.writing():
                parties.rsvp(db.lock(self.event), party, by=GUEST, now=self.now)
            return
        with db.writing():
            booked = parties.rsvp(db.lock(self.event), party, by=GUEST, now=self.now)
        self.room.books(booked.rsvp.id, size)

    @rule(choice=st.integers(0, 50), to=st.integers(1, 6))
    def changes(self, choice: int, to: int) -> None:
        party = self.any_party(choice)
        if party is None:
            return
        too_large = self.room.capacity is not None and to > self.room.capacity
        if too_large or (to > party.party_size and not self.room.may_grow(party.id, to)):
            with pytest.raises(Refused), db.writing():
                parties.resize(party, to=to, by=GUEST, now=self.now)
            return
        with db.writing():
            parties.resize(party, to=to, by=GUEST, now=self.now)
        self.room.changes(party.id, to)
        self.room.settles()

    @rule(choice=st.integers(0, 50))
    def leaves(self, choice: int) -> None:
        party = self.any_party(choice)
        if party is None:
            return
        with db.writing():
            parties.cancel(party, by=GUEST, now=self.now)
        self.room.leaves(party.id)
        self.room.settles()

    @precondition(lambda self: self.room.line)
    @rule(choice=st.integers(0, 50))
    def moves_up(self, choice: int) -> None:
        who = self.room.line[choice % len(self.room.line)]
        with db.writing():
            event = db.lock(self.event)
            waitlist.move_up(
                db.session.get_one(Rsvp, who), event, by=STAFF, why="she brings the soup", now=self.now
            )
        self.room.line.remove(who)
        self.room.line.insert(0, who)
        self.room.settles()

    @rule(capacity=st.one_of(st.none(), st.integers(0, 12)))
    def the_room_changes(self, capacity: int | None) -> None:
        with db.writing():
            event = db.lock(self.event)
            event.capacity = capacity
            waitlist.promote(event, now=self.now)
        self.room.capacity = capacity
        self.room.settles()

    @invariant()
    def seats_and_line_are_the_models(self) -> None:
        bookings = list(db.session.scalars(queries.bookings_of(self.event)))
        assert {rsvp.id: rsvp.party_size for rsvp in bookings if rsvp.going} == self.room.seated
        assert [rsvp.id for rsvp in queries.waiting_line(self.event)] == self.room.line

    @invariant()
    def each_promotion_was_mailed_once(self) -> None:
        moved = db.session.scalar(select(func.count()).where(Entry.verb == "seated"))
        mailed = db.session.scalar(select(func.count()).where(Mail.kind == "events.seated"))
        assert moved == mailed

    @invariant()
    def everybody_who_waits_is_told_her_place(self) -> None:
        places = [queries.place_in_line(rsvp) for rsvp in queries.waiting_line(self.event)]
        assert places == list(range(1, len(places) + 1))


def run_seats(examples: int, steps: int, *phases: Phase) -> None:
    size = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Seats, settings=size)


def test_seats_are_those_of_the_model_whatever_happens(app: Flask, thorough: bool) -> None:
    examples, steps = (50, 200) if thorough else (12, 30)
    with app.app_context():
        run_seats(examples, steps, Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


def test_the_model_notices_a_rule_that_passes_a_party_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waitlist, "moves", lambda line, free: iter(()))
    with app.app_context(), pytest.raises(AssertionError):
        run_seats(50, 30, Phase.generate)
