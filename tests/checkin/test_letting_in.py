"""People come in once, however often and in whatever order phones say so."""

from datetime import timedelta

import pytest

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.checkin.models import CLOSES, CheckinEvent
from chapter.checkin.rules import checkins, door_links, uploads
from chapter.checkin.rules.checkins import Operator
from chapter.events.models import Event
from chapter.refusal import Refused
from tests.checkin.checkins import a_link, a_nonce, came_in, take, tonight
from tests.factories import GUEST, TODAY, a_booking, an_event

MINUTE = timedelta(minutes=1)


def fresh(rsvp: Rsvp) -> Rsvp:
    db.session.expire_all()
    return rsvp


def test_she_comes_in_once_and_the_first_time_stands(app: object) -> None:
    event = tonight()
    ana = a_booking(event)
    take(event, came_in(ana), now=TODAY)
    take(event, came_in(ana, at=TODAY + MINUTE), now=TODAY + MINUTE)
    assert (fresh(ana).came, ana.came_at) == (1, TODAY)


def test_the_same_move_twice_is_one_row(app: object) -> None:
    event = tonight()
    move = came_in(a_booking(event))
    assert [one.taken for one in (*take(event, move), *take(event, move, move))] == [True] * 3
    assert db.session.query(CheckinEvent).count() == 1


def test_part_of_a_party_comes_later(app: object) -> None:
    event = tonight()
    ana = a_booking(event, of=3)
    take(event, came_in(ana, 0, 1))
    assert fresh(ana).came == 2
    take(event, came_in(ana, 2), now=TODAY + MINUTE)
    assert fresh(ana).came == 3


def test_an_undo_that_overtakes_its_move_counts(app: object) -> None:
    event = tonight()
    ana = a_booking(event)
    move = came_in(ana)
    undo = checkins.CheckinInput(a_nonce(), ana.public_id, (), TODAY, undoes=move.nonce)
    take(event, undo)
    take(event, move)
    assert fresh(ana).came == 0


def test_two_phones_without_a_signal_let_her_in_and_the_earliest_counts(app: object) -> None:
    event = tonight()
    ana = a_booking(event)
    take(event, came_in(ana, at=TODAY + 9 * MINUTE, offline=True), now=TODAY + 20 * MINUTE)
    take(event, came_in(ana, at=TODAY + 4 * MINUTE, offline=True), now=TODAY + 30 * MINUTE)
    assert fresh(ana).came_at == TODAY + 4 * MINUTE


def places_beyond(rsvp: Rsvp) -> list[int]:
    return [
        place
        for move in db.session.query(CheckinEvent)
        for place in move.party_numbers
        if place >= rsvp.whole
    ]


def test_nobody_beyond_the_party_comes_in(app: object) -> None:
    event = tonight()
    ana = a_booking(event, of=2)
    take(event, came_in(ana, 0, 1, 2, 7, -1))
    assert (fresh(ana).came, places_beyond(ana)) == (2, [])


class TestRefusals:
    def refused(self, event: Event, rsvp: Rsvp, **more: object) -> str:
        return take(event, came_in(rsvp, **more))[0].refused  # type: ignore[arg-type]  # as came_in says

    def test_cancelled(self, app: object) -> None:
        event = tonight()
        ana = a_booking(event)
        with db.writing():
            bookings.cancel(ana, by=GUEST, now=TODAY)
        assert self.refused(event, ana) == "cancelled"

    def test_waitlisted(self, app: object) -> None:
        event = tonight(seats=1)
        a_booking(event)
        assert self.refused(event, a_booking(event)) == "waitlisted"

    def test_another_event(self, app: object) -> None:
        assert self.refused(tonight(), a_booking(tonight())) == "other"

    def test_too_early_and_too_late(self, app: object) -> None:
        event = an_event(starts_at=TODAY + timedelta(days=1))
        ana = a_booking(event)
        assert self.refused(event, ana) == "early"
        late = event.ends_at + CLOSES
        assert take(event, came_in(ana, at=late), now=late)[0].refused == "over"

    def test_unknown(self, app: object) -> None:
        move = checkins.CheckinInput(a_nonce(), "a" * 32, (0,), TODAY)
        assert take(tonight(), move)[0].refused == "unknown"

    def test_a_ticket_that_is_no_longer_good(self, app: object) -> None:
        event = tonight()
        ana = a_booking(event)
        with db.writing():
            ana.erased_at = TODAY
        assert self.refused(event, ana) == "revoked"

    def test_a_cancelled_event(self, app: object) -> None:
        event = tonight()
        ana = a_booking(event)
        with db.writing():
            event.cancelled_at = TODAY
        assert self.refused(event, ana) == "event"

    def test_each_has_words_of_its_own(self) -> None:
        assert len(set(checkins.REFUSALS.values())) == len(checkins.REFUSALS) == 9

    @pytest.mark.parametrize("nonce", ["undo", "in"])
    def test_what_a_phone_said_yes_to_without_a_signal_is_kept(self, app: object, nonce: str) -> None:
        event = tonight()
        ana = a_booking(event)
        with db.writing():
            bookings.cancel(ana, by=GUEST, now=TODAY)
        move = came_in(ana, offline=True)
        assert take(event, move)[0].taken
        assert db.session.query(CheckinEvent).one().overridden == "cancelled"
        assert fresh(ana).came == 1


class TestAPhonesClock:
    @pytest.mark.parametrize("wrong", [timedelta(minutes=20), timedelta(minutes=-20)])
    def test_is_measured_at_upload(self, app: object, wrong: timedelta) -> None:
        event = tonight()
        now, scanned = TODAY + 30 * MINUTE, TODAY + 5 * MINUTE
        sent = uploads.by_our_clock([came_in(a_booking(event), at=scanned + wrong)], now + wrong, now)
        assert sent[0].at == scanned

    def test_nothing_happened_in_the_future(self) -> None:
        assert checkins.time_by_our_clock(TODAY + MINUTE, TODAY, TODAY) == TODAY

    def test_the_way_of_the_message_is_no_drift(self) -> None:
        assert checkins.time_by_our_clock(TODAY, TODAY, TODAY + timedelta(seconds=1)) == TODAY


class TestAHelpersLink:
    def hand(self, event: Event) -> Operator:
        return Operator(None, a_link(event))

    def test_takes_late_what_was_done_before_its_end(self, app: object) -> None:
        event = tonight()
        hand, ana = self.hand(event), a_booking(event)
        assert hand.link is not None
        ended = hand.link.ends_at
        late = ended + checkins.LATE - MINUTE
        assert take(event, came_in(ana, at=ended - MINUTE, offline=True), by=hand, now=late)[0].taken

    @pytest.mark.parametrize(("done", "sent"), [(MINUTE, 2 * MINUTE), (-MINUTE, checkins.LATE)])
    def test_takes_nothing_done_after_it_or_sent_too_late(
        self, app: object, done: timedelta, sent: timedelta
    ) -> None:
        event = tonight()
        hand, ana = self.hand(event), a_booking(event)
        assert hand.link is not None
        ended = hand.link.ends_at
        move = came_in(ana, at=ended + done, offline=True)
        assert take(event, move, by=hand, now=ended + sent)[0].refused == "over"

    def test_ends_when_it_is_revoked_and_can_be_given_again(self, app: object) -> None:
        link = a_link(tonight())
        with db.writing():
            door_links.revoke_door_link(link, by=GUEST, now=TODAY)
            door_links.revoke_door_link(link, by=GUEST, now=TODAY + MINUTE)
        assert not link.works(TODAY)
        assert link.revoked_at == TODAY
        with db.writing():
            door_links.restore_door_link(link, by=GUEST, now=TODAY)
        assert link.works(TODAY)

    def test_ends_with_the_event(self, app: object) -> None:
        event = tonight()
        link = a_link(event)
        with db.writing():
            event.cancelled_at = TODAY
        assert not link.works(TODAY)


class TestWithoutSeats:
    def let_in(self, event: Event, rsvp: Rsvp, why: str = "She speaks.", *, over: bool = False) -> None:
        with db.writing():
            checkins.give_seats(db.lock(event), rsvp, why=why, over=over, by=GUEST, now=TODAY)

    def full(self, free: int) -> tuple[Event, Rsvp]:
        """An event with ``free`` seats at which a party of two waits."""
        event = tonight(seats=2)
        first = a_booking(event, of=2)
        waits = a_booking(event, of=2)
        with db.writing():
            first.party_size = 2 - free
            if free == 2:
                first.cancelled_at = TODAY
                first.party_size = 2
        return event, waits

    def test_she_gets_them_where_there_is_room(self, app: object) -> None:
        event, waits = self.full(2)
        self.let_in(event, waits)
        assert waits.going
        assert take(event, came_in(waits, 0, 1))[0].taken

    @pytest.mark.parametrize("free", [0, 1])
    def test_not_without_room_and_nobody_is_left_with_half(self, app: object, free: int) -> None:
        event, waits = self.full(free)
        with pytest.raises(Refused, match="no room"):
            self.let_in(event, waits)
        assert not fresh(waits).going

    def test_a_lead_lets_her_in_beyond_the_limit(self, app: object) -> None:
        event, waits = self.full(0)
        self.let_in(event, waits, over=True)
        assert waits.going
        assert bookings_queries.occupancy(event).over == 2

    def test_a_reason_is_needed(self, app: object) -> None:
        event, waits = self.full(2)
        with pytest.raises(Refused):
            self.let_in(event, waits, why="")
