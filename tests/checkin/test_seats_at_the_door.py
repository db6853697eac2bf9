"""Who is inside has a seat, whatever the list said; taken back, a booking stands as it was booked."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.checkin import queries as checkin_queries
from chapter.checkin.rules import checkins
from chapter.checkin.rules.checkins import CheckinInput
from chapter.checkin.rules.uploads import AnyInput
from chapter.checkin.rules.walk_ins import WalkIn
from chapter.events.models import OFFER, Event
from chapter.mail.models import Mail
from tests.checkin.checkins import SOON, a_nonce, came_in, take, tonight
from tests.checkin.test_walk_ins_taken_back import comes, free, sends, taken_back
from tests.factories import GUEST, TODAY, a_booking

pytestmark = pytest.mark.usefixtures("app")
MINUTE = timedelta(minutes=1)
NAME, EMAIL = "Zofia Nowak", "zofia@example.test"
TOO_MANY = "More people are inside than there are seats. Tell the event lead."


def fresh(rsvp: Rsvp) -> Rsvp:
    db.session.expire_all()
    return rsvp


def zofia(event: Event, of: int = 1) -> Rsvp:
    return a_booking(event, name=NAME, email=EMAIL, of=of)


def comes_all_the_same(size: int = 1) -> WalkIn:
    return comes(email=EMAIL, size=size, offline=True)


def waits_in_a_full_room(**more: Any) -> tuple[Event, Rsvp, Rsvp]:
    """A room of one, who has the seat, and Zofia, who waits."""
    event = tonight(seats=1, **more)
    return event, a_booking(event), zofia(event)


def gives_seats(event: Event, rsvp: Rsvp) -> None:
    with db.writing():
        checkins.give_seats(
            db.lock(event), rsvp, why="They speak.", over=True, by=GUEST, now=TODAY + 40 * MINUTE
        )


def mails() -> list[str]:
    return list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))


class TestWhoWasOnTheList:
    def test_more_than_were_booked_have_seats_and_taken_back_they_are_free_again(self) -> None:
        event = tonight(seats=9)
        hers, one = zofia(event), comes_all_the_same(4)
        (answer,) = sends(event, one)
        assert answer.words == "Zofia Nowak was already on the list, and is checked in with that booking."
        assert (free(event), hers.party_size, hers.came) == (5, 4, 4)
        sends(event, taken_back(one))
        assert (free(event), hers.party_size, hers.came, hers.going) == (8, 1, 0, True)

    def test_beyond_the_limit_the_hand_is_told(self) -> None:
        event = tonight(seats=2)
        zofia(event)
        a_booking(event)
        (answer,) = sends(event, comes_all_the_same(4))
        assert answer.words.endswith(f"with that booking. {TOO_MANY}")
        assert bookings_queries.occupancy(event).over == 3

    def test_what_somebody_changed_by_hand_since_stays(self) -> None:
        event = tonight(seats=9)
        hers, one = zofia(event), comes_all_the_same(4)
        sends(event, one)
        with db.writing():
            bookings.resize(fresh(hers), to=3, by=GUEST, now=TODAY)
        sends(event, taken_back(one))
        assert fresh(hers).party_size == 3

    def test_of_two_walk_ins_what_the_other_says_stands(self) -> None:
        event = tonight(seats=9)
        hers, large, small = zofia(event), comes_all_the_same(4), comes_all_the_same(2)
        sends(event, large, small, taken_back(large))
        assert (fresh(hers).party_size, hers.came) == (2, 2)
        sends(event, taken_back(small))
        assert (fresh(hers).party_size, hers.came) == (1, 0)

    def test_a_party_with_some_of_its_seats_has_all_that_are_inside(self) -> None:
        event = tonight(seats=2)
        hers = zofia(event, of=2)
        with db.writing():
            hers.party_size, hers.waiting_size = 1, 1
            event.capacity = 1
        move = came_in(hers, 0, 1, offline=True)
        (answer,) = take(event, move)
        told = "Zofia Nowak is in, and more people are inside than there are seats. Tell the event lead."
        assert answer.words == told
        assert (fresh(hers).party_size, hers.waiting_size) == (2, 0)
        take(event, CheckinInput(a_nonce(), hers.public_id, (), TODAY, undoes=move.nonce))
        assert (fresh(hers).party_size, hers.waiting_size) == (1, 1)


class TestWhoWaited:
    @pytest.mark.parametrize("how", ["as a walk-in", "with the booking"])
    def test_she_is_seated_and_nobody_writes_to_her_of_a_seat(self, how: str) -> None:
        event, first, hers = waits_in_a_full_room()
        (answer,) = sends(
            event, comes_all_the_same() if how == "as a walk-in" else came_in(hers, offline=True)
        )
        assert answer.words.lower().endswith(TOO_MANY.lower())
        assert (fresh(hers).status, hers.came, bookings_queries.occupancy(event).over) == ("going", 1, 1)
        with db.writing():
            bookings.cancel(fresh(first), by=GUEST, now=TODAY + 40 * MINUTE)
        assert "events.cancelled" in mails()
        assert "events.seated" not in mails()

    def test_it_says_where_she_stood(self) -> None:
        event, _, _ = waits_in_a_full_room()
        (answer,) = sends(event, comes_all_the_same())
        assert answer.words == (
            f"Zofia Nowak was already on the waitlist, and is checked in with that booking. {TOO_MANY}"
        )

    def test_taken_back_she_waits_where_she_stood(self) -> None:
        event, _, hers = waits_in_a_full_room()
        stood, one = hers.queued_at, comes_all_the_same(3)
        sends(event, one)
        assert (fresh(hers).going, hers.party_size) == (True, 3)
        sends(event, taken_back(one))
        assert (fresh(hers).status, hers.party_size, hers.queued_at) == ("waitlisted", 1, stood)
        assert bookings_queries.occupancy(event).over == 0

    def test_an_offer_ends_with_her_coming_in(self) -> None:
        event, first, hers = waits_in_a_full_room(when_free=OFFER)
        with db.writing():
            first.cancelled_at = TODAY
            hers.offered_until, hers.offered_seats = SOON, 1
        assert fresh(hers).status == "offered"
        (answer,) = sends(event, comes_all_the_same())
        assert TOO_MANY not in answer.words
        assert (fresh(hers).status, hers.offered_seats) == ("going", 0)
        assert fresh(hers).offered_until is None
        assert (bookings_queries.occupancy(event).offered, free(event)) == (0, 0)

    def test_who_gave_her_booking_back_gets_no_seat_by_coming(self) -> None:
        event = tonight(seats=2)
        hers = zofia(event)
        with db.writing():
            bookings.cancel(hers, by=GUEST, now=TODAY)
        take(event, came_in(hers, offline=True))
        assert (fresh(hers).status, hers.came) == ("cancelled", 1)


class TestGivenByHand:
    def test_an_old_undo_takes_no_seats_that_a_hand_gave_since(self) -> None:
        event, one = tonight(seats=3), comes(size=2)
        sends(event, one, taken_back(one))
        hers = db.session.scalars(select(Rsvp)).one()
        gives_seats(event, hers)
        sends(event, taken_back(one))
        assert (fresh(hers).status, free(event)) == ("going", 1)

    def test_phones_are_told_how_it_stands(self) -> None:
        event, one = tonight(seats=3), comes()
        sends(event, one)
        assert self.kept(event) == ("going", True)
        sends(event, taken_back(one))
        assert self.kept(event) == ("undone", True)
        gives_seats(event, db.session.scalars(select(Rsvp)).one())
        assert self.kept(event) == ("going", False)

    def test_given_in_the_moment_in_which_she_came_it_counts_as_well(self) -> None:
        event, one = tonight(seats=3), comes()
        sends(event, one, taken_back(one))
        hers = db.session.scalars(select(Rsvp)).one()
        with db.writing():
            checkins.give_seats(db.lock(event), hers, why="Here.", over=False, by=GUEST, now=hers.created_at)
        assert self.kept(event) == ("going", False)

    def kept(self, event: Event) -> tuple[str, bool]:
        db.session.expire_all()
        (party,) = checkin_queries.parties_for_phone(event, new=False, needs=False)
        return party["status"], party["walked"]


def _listed(event: Event) -> None:
    zofia(event)


def _waits(event: Event) -> None:
    for size in (6, 3):
        a_booking(event, of=size)
    zofia(event)


def _given_by_hand(event: Event) -> None:
    one = comes(email=EMAIL)
    sends(event, one, taken_back(one))
    gives_seats(event, db.session.scalars(select(Rsvp)).one())


STANDS: dict[Callable[[Event], None], tuple[str, int, int]] = {
    _listed: ("going", 1, 0),
    _waits: ("waitlisted", 1, 0),
    _given_by_hand: ("going", 1, 0),
}


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("stood", STANDS, ids=lambda stood: stood.__name__.strip("_"))
def test_doubled_and_shuffled_the_moves_come_to_the_same(
    stood: Callable[[Event], None], order: tuple[int, ...]
) -> None:
    event = tonight(seats=9)
    stood(event)
    hers = db.session.scalars(select(Rsvp).where(Rsvp.name == NAME)).one()
    large, small = comes_all_the_same(4), comes_all_the_same(2)
    moves: list[AnyInput] = [large, small, taken_back(large), taken_back(small)]
    sent = [moves[place] for place in order]
    sends(event, *sent, *sent)
    sends(event, *sent)
    assert (fresh(hers).status, hers.party_size, hers.came) == STANDS[stood]
    assert bookings_queries.occupancy(event).over == 0
