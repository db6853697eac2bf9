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
from chapter.bookings import guest_list
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings as booking_rules
from chapter.bookings.rules import erasure, offers, waitlist, waitlist_order
from chapter.bookings.rules.bookings import BookingInput
from chapter.claims import queue
from chapter.claims.promotions import PromotionPlan
from chapter.events.models import AT_ONCE, OFFER, Event
from chapter.mail.models import Mail
from chapter.refusal import Refused
from chapter.schedule import advance_waitlists
from tests.proof.processes import an_open_event
from tests.proof.waitlist_model import WaitlistModel

GUEST = Actor("guest")
STAFF = Actor("person", 1)
START = datetime.now(UTC)
MAILED = (
    ({"seated", "claimed", "took some seats"}, "events.seated"),
    ({"offered"}, "events.offered"),
    ({"lapsed"}, "events.lapsed"),
)
"""What happens to a party, and the one mail that tells it."""


class Seats(RuleBasedStateMachine):
    """One event and everything that may happen to its seats."""

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        with db.writing():
            for table in (Values, Entry, Mail, Rsvp, Event):
                db.session.execute(delete(table))
            event = an_open_event("model", 5)
        self.event_id, self.room, self.now, self.parties = event.id, WaitlistModel(5), START, 0
        self.starts_at = event.starts_at
        self.lapsed: set[int] = set()
        self.holding: dict[int, datetime] = {}

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def party(self, who: int) -> Rsvp:
        return db.session.get_one(Rsvp, who)

    def any_party(self, choice: int) -> Rsvp | None:
        live = list(
            db.session.scalars(bookings_queries.bookings_of(self.event).where(Rsvp.cancelled_at.is_(None)))
        )
        return live[choice % len(live)] if live else None

    def settles(self) -> None:
        """What the rule does at each release: offers whose time is over end, then the queue moves."""
        self.ends_offers()
        self.room.saving = self.now < self.starts_at - timedelta(hours=24)
        self.room.asks = self.event.when_free == OFFER and self.starts_at - self.now >= timedelta(hours=2)
        if self.now < self.starts_at:
            self.room.settles()

    def ends_offers(self) -> None:
        if self.room.capacity is None:
            return
        for who, until in list(self.holding.items()):
            if who in self.room.held and self.now >= until:
                self.room.stops_waiting(who)
                if who not in self.room.seated:
                    self.lapsed.add(who)

    @rule(minutes=st.integers(0, 600))
    def time_passes(self, minutes: int) -> None:
        """And the worker sweeps, but never beyond the hour before it begins: afterwards nothing moves."""
        self.now = min(self.now + timedelta(minutes=minutes), self.starts_at - timedelta(hours=1))
        advance_waitlists(self.now)
        self.settles()

    @rule(size=st.integers(1, 6))
    def books(self, size: int) -> None:
        self.parties += 1
        party = BookingInput(
            f"Guest {self.parties}", f"g{self.parties}@model.test", size, nonce=f"nonce-{self.parties}"
        )
        capacity = self.room.capacity
        if capacity is not None and size > capacity:
            with pytest.raises(Refused), db.writing():
                booking_rules.book(db.lock(self.event), party, by=GUEST, now=self.now)
            return
        with db.writing():
            booked = booking_rules.book(db.lock(self.event), party, by=GUEST, now=self.now)
        self.room.books(booked.rsvp.id, size)
        self.settles()

    @rule(choice=st.integers(0, 50), to=st.integers(1, 6))
    def changes(self, choice: int, to: int) -> None:
        party = self.any_party(choice)
        if party is None or to == self.room.whole(party.id):
            return
        too_large = self.room.capacity is not None and to > self.room.capacity
        if to > self.room.whole(party.id) and (too_large or not self.room.may_grow(party.id, to)):
            with pytest.raises(Refused), db.writing():
                booking_rules.resize(party, to=to, by=GUEST, now=self.now)
            return
        with db.writing():
            booking_rules.resize(party, to=to, by=GUEST, now=self.now)
        self.room.changes(party.id, to)
        self.settles()

    @rule(choice=st.integers(0, 50), erased=st.booleans())
    def leaves(self, choice: int, erased: bool) -> None:
        party = self.any_party(choice)
        if party is None:
            return
        with db.writing():
            if erased:
                erasure.erase(party, by=GUEST, now=self.now)
            else:
                booking_rules.cancel(party, by=GUEST, now=self.now)
        self.room.leaves(party.id)
        self.settles()

    @rule(choice=st.integers(0, 50), keep=st.booleans())
    def says_yes(self, choice: int, keep: bool) -> None:
        held = sorted([*self.room.held, *self.room.saved])
        if not held:
            return
        who = held[choice % len(held)]
        with db.writing():
            offers.claim(self.party(who), keep_rest=keep, by=GUEST, now=self.now)
        if who in self.room.held:
            self.room.claims(who)
        else:
            self.room.takes_some(who, keep)
        self.settles()

    @precondition(lambda self: self.room.held)
    @rule(choice=st.integers(0, 50))
    def says_no(self, choice: int) -> None:
        who = sorted(self.room.held)[choice % len(self.room.held)]
        with db.writing():
            offers.decline(self.party(who), by=GUEST, now=self.now)
        self.room.stops_waiting(who)
        self.settles()

    @precondition(lambda self: self.lapsed)
    @rule(choice=st.integers(0, 50))
    def joins_the_line_again(self, choice: int) -> None:
        who = sorted(self.lapsed)[choice % len(self.lapsed)]
        party = self.party(who)
        with db.writing():
            offers.rejoin(party, by=GUEST, now=self.now)
        self.lapsed.remove(who)
        self.room.books(who, party.party_size)
        self.settles()

    @precondition(lambda self: self.room.line)
    @rule(choice=st.integers(0, 50))
    def moves_up(self, choice: int) -> None:
        who = self.room.line[choice % len(self.room.line)]
        with db.writing():
            waitlist_order.move_up(self.party(who), by=STAFF, why="she brings the soup", now=self.now)
        self.room.line.remove(who)
        self.room.line.insert(0, who)
        self.settles()

    @rule(capacity=st.one_of(st.none(), st.integers(0, 12)))
    def the_room_changes(self, capacity: int | None) -> None:
        with db.writing():
            event = db.lock(self.event)
            event.capacity = capacity
            waitlist.promote(event, now=self.now)
        self.room.capacity = capacity
        self.settles()

    @rule(when_free=st.sampled_from([AT_ONCE, OFFER]))
    def another_way_is_chosen(self, when_free: str) -> None:
        with db.writing():
            db.lock(self.event).when_free = when_free

    @invariant()
    def seats_and_line_are_the_models(self) -> None:
        bookings = list(db.session.scalars(bookings_queries.bookings_of(self.event)))
        held = {rsvp.id: rsvp.offered_seats for rsvp in bookings if rsvp.offered_until}
        assert {rsvp.id: rsvp.party_size for rsvp in bookings if rsvp.going} == self.room.seated
        assert held == self.room.held
        assert {rsvp.id: rsvp.saved_seats for rsvp in bookings if rsvp.saved_seats} == self.room.saved
        assert [rsvp.id for rsvp in bookings_queries.waiting_line(self.event)] == self.room.line
        for rsvp in bookings_queries.waiting_line(self.event):
            assert (rsvp.wanted, rsvp.times_passed) == (self.room.wants[rsvp.id], self.room.passed[rsvp.id])
        self.holding = {rsvp.id: rsvp.offered_until for rsvp in bookings if rsvp.offered_until}

    @invariant()
    def what_is_held_or_saved_counts_as_taken(self) -> None:
        seating = bookings_queries.occupancy(self.event)
        room = self.room
        taken = sum([*room.seated.values(), *room.held.values(), *room.saved.values()])
        assert seating.taken == taken
        assert seating.free == (None if room.capacity is None else room.open)
        assert guest_list.occupancy_and_names(self.event, 3)[0] == seating

    @invariant()
    def each_move_was_mailed_once(self) -> None:
        for verbs, kind in MAILED:
            moved = db.session.scalar(select(func.count()).where(Entry.verb.in_(verbs)))
            mailed = db.session.scalar(select(func.count()).where(Mail.kind == kind))
            assert moved == mailed, kind

    @invariant()
    def everybody_who_waits_is_told_her_place(self) -> None:
        places = [
            bookings_queries.position_in_line(rsvp) for rsvp in bookings_queries.waiting_line(self.event)
        ]
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


def a_party_gives_way_to_one_that_waits() -> None:
    """The shortest history in which a rule has to move somebody."""
    seats = Seats()
    seats.books(size=5)
    seats.books(size=2)
    seats.leaves(choice=0, erased=False)
    seats.seats_and_line_are_the_models()


def test_the_model_notices_a_rule_that_passes_a_party_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        a_party_gives_way_to_one_that_waits()
        monkeypatch.setattr(queue, "plan_promotions", lambda *_line, **_rules: PromotionPlan((), None))
        with pytest.raises(AssertionError):
            a_party_gives_way_to_one_that_waits()
