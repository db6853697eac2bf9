"""A walk-in that was a mistake gives its seat back, in whatever order phones say so; nobody is a no-show."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.checkin import queries as checkin_queries
from chapter.checkin.models import CheckinEvent
from chapter.checkin.rules import uploads, walk_ins
from chapter.checkin.rules.checkins import CheckinInput, CheckinResult, Operator
from chapter.checkin.rules.uploads import AnyInput
from chapter.checkin.rules.walk_ins import WalkIn
from chapter.events.models import Event
from chapter.people.models import Person
from tests.checkin.checkins import a_link, a_nonce, came_in, take, tonight
from tests.factories import TODAY, a_booking

pytestmark = pytest.mark.usefixtures("app")
MINUTE = timedelta(minutes=1)


def comes(name: str = "Zofia Nowak", email: str = "", **more: object) -> WalkIn:
    """A walk-in as a phone keeps it."""
    one = {"size": 1, "at": TODAY, "nonce": a_nonce(), **more}
    return WalkIn(name=name, email=email, **one)  # type: ignore[arg-type]  # as named


def taken_back(one: WalkIn, nonce: str = "") -> CheckinInput:
    """Its undo, of a phone that knows no number of its booking."""
    return CheckinInput(nonce or a_nonce(), one.move, (), TODAY, undoes=one.move)


def sends(
    event: Event, *sent: AnyInput, leads: bool = False, by: Operator | None = None
) -> list[CheckinResult]:
    with db.writing():
        hand = by or Operator(None)
        return uploads.record_uploads(db.lock(event), sent, by=hand, leads=leads, now=TODAY + 30 * MINUTE)


def free(event: Event) -> int | None:
    db.session.expire_all()
    return bookings_queries.occupancy(event).free


def the_party() -> Rsvp:
    db.session.expire_all()
    return db.session.scalars(select(Rsvp)).one()


class TestUndone:
    def test_the_seat_is_free_again_and_nobody_stayed_away(self) -> None:
        event, one = tonight(seats=3), comes()
        sends(event, one)
        assert free(event) == 2
        sends(event, taken_back(one))
        assert free(event) == 3
        assert (checkin_queries.count_arrived(event).came, checkin_queries.count_arrived(event).seated) == (
            0,
            0,
        )
        assert checkin_queries.door_numbers_of(event).missed == 0
        assert the_party().status == "cancelled"

    def test_twice_and_by_another_phone_it_is_undone_once(self) -> None:
        event, one = tonight(seats=3), comes()
        sends(event, one)
        undo = taken_back(one)
        sends(event, undo, undo)
        sends(event, taken_back(one), by=Operator(None, a_link(event, "Iga")))
        assert free(event) == 3
        verbs = db.session.scalars(select(Entry.verb).where(Entry.record_kind == "rsvps")).all()
        assert verbs.count("took back a walk-in") == 1

    def test_whom_another_phone_checked_in_since_stays(self) -> None:
        event, one = tonight(seats=3), comes()
        sends(event, one)
        take(event, came_in(the_party(), at=TODAY + MINUTE), now=TODAY + MINUTE)
        sends(event, taken_back(one))
        assert (free(event), the_party().came, the_party().status) == (2, 1, "going")

    def test_who_is_let_in_after_all_has_the_seat(self) -> None:
        event, one = tonight(seats=3), comes()
        sends(event, one, taken_back(one))
        assert free(event) == 3
        sends(event, came_in(the_party(), offline=True))
        assert (free(event), the_party().came) == (2, 1)

    def test_a_booked_guest_keeps_her_seat(self) -> None:
        event = tonight(seats=3)
        ana = a_booking(event)
        move = came_in(ana)
        take(event, move)
        sends(event, CheckinInput(a_nonce(), ana.public_id, (), TODAY, undoes=move.nonce))
        assert (free(event), the_party().going) == (2, True)

    def test_the_log_names_the_helper(self) -> None:
        event, one = tonight(), comes()
        sends(event, one, taken_back(one), by=Operator(None, a_link(event, "Halina")))
        last = db.first(select(Entry).order_by(Entry.id.desc()))
        assert last is not None
        assert (last.verb, last.actor_name) == ("took back a walk-in", "Halina")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_doubled_and_shuffled_the_moves_come_to_the_same(order: tuple[int, ...]) -> None:
    event, one = tonight(seats=3), comes(size=2, offline=True)
    undo, again = taken_back(one), taken_back(one)
    moves: list[AnyInput] = [one, undo, again]
    sent = [moves[place] for place in order]
    for _ in range(2):
        sends(event, *sent, one)
    sends(event, *sent)
    assert (free(event), the_party().came) == (3, 0)
    assert db.session.query(CheckinEvent).count() == 3


class TestKeptWithoutASignal:
    def test_in_the_order_they_came_and_once(self) -> None:
        event = tonight(seats=9)
        first, second = comes("Ana Wu", at=TODAY + MINUTE), comes("Bea Wu", at=TODAY + 2 * MINUTE)
        sends(event, first, second)
        sends(event, first, second)
        rows = db.session.execute(select(Rsvp.name, Rsvp.came_at).order_by(Rsvp.id)).all()
        assert [tuple(row) for row in rows] == [("Ana Wu", first.at), ("Bea Wu", second.at)]
        assert db.session.query(Person).filter(Person.name.in_(["Ana Wu", "Bea Wu"])).count() == 2

    def test_into_a_full_room_she_is_inside_and_the_hand_is_told(self) -> None:
        event = tonight(seats=1)
        a_booking(event)
        (answer,) = sends(event, comes(offline=True))
        assert answer.taken
        assert "more people are inside than there are seats" in answer.words
        assert bookings_queries.occupancy(event).over == 1

    def test_with_a_signal_a_full_room_is_said_and_a_lead_goes_over(self) -> None:
        event = tonight(seats=1)
        a_booking(event)
        for leads, over, taken in ((False, False, False), (False, True, False), (True, True, True)):
            (answer,) = sends(event, comes(over=over), leads=leads)
            assert answer.taken is taken
            assert taken or answer.words == "The event is full. An event lead can let more people in."

    def test_who_was_on_the_list_comes_in_there_and_is_no_second_party(self) -> None:
        event = tonight(seats=9)
        a_booking(event, name="Zofia Nowak", email="zofia@example.test")
        one = comes(email="zofia@example.test", size=2, offline=True)
        (answer,) = sends(event, one)
        assert answer.words == "Zofia Nowak was already on the list, and is checked in with that booking."
        assert (the_party().came, free(event)) == (2, 7)
        sends(event, taken_back(one))
        assert (the_party().came, the_party().going) == (0, True)

    def test_what_can_not_be_read_is_said_and_holds_up_nothing(self) -> None:
        event = tonight()
        answers = sends(event, comes(wrong="Enter a name."), comes("Ana Wu"))
        assert [(one.refused, one.words) for one in answers] == [("typed", "Enter a name."), ("", "")]

    def test_the_number_of_another_form_makes_nothing(self) -> None:
        event = tonight()
        booked = a_booking(tonight())
        assert sends(event, comes(nonce=booked.nonce))[0].refused == walk_ins.STRANGE

    def test_after_the_end_of_a_link_it_counts_while_it_was_made_before(self) -> None:
        event = tonight()
        link = a_link(event)
        hand = Operator(None, link)
        with db.writing():
            link.revoked_at = TODAY + 5 * MINUTE
        before, after = comes("Ana Wu", offline=True), comes("Bea Wu", at=TODAY + 6 * MINUTE, offline=True)
        answers = sends(event, before, after, by=hand)
        assert [one.refused for one in answers] == ["", "over"]
        assert answers[1].words == "This link had ended by then. Tell the event lead."
