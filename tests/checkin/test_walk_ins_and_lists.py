"""Those without a booking, finding by name, who is new, and how many are in."""

from datetime import datetime, timedelta

import pytest

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.checkin import queries as checkin_queries
from chapter.checkin.rules import walk_ins
from chapter.checkin.rules.checkins import Operator
from chapter.events.models import Event
from chapter.events_office.booking_search import find_parties
from chapter.mail.models import Mail
from chapter.refusal import Refused
from tests.checkin.checkins import SOON, came_in, take, tonight
from tests.factories import GUEST, TODAY, a_booking, an_event


class TestWalkIns:
    def walk(self, event: Event, email: str = "", *, nonce: str = "walk-0001", over: bool = False) -> Rsvp:
        hers = {"size": 1, "nonce": nonce, "over": over, "by": Operator(None), "now": TODAY}
        with db.writing():
            return walk_ins.walk_in(db.lock(event), "Zofia Nowak", email, **hers)  # type: ignore[arg-type]  # as named

    def test_she_is_written_down_and_in(self, app: object) -> None:
        event = tonight()
        rsvp = self.walk(event)
        assert (rsvp.came, rsvp.came_at, rsvp.going) == (1, TODAY, True)
        assert checkin_queries.count_arrived(event).came == 1

    def test_the_form_sent_twice_is_one_party(self, app: object) -> None:
        event = tonight()
        assert self.walk(event).id == self.walk(event).id

    def test_two_without_e_mail_are_two_people(self, app: object) -> None:
        event = tonight()
        one, two = self.walk(event), self.walk(event, nonce="walk-0002")
        assert one.person_id != two.person_id

    def test_nobody_is_written_to_who_left_no_e_mail(self, app: object) -> None:
        event = tonight()
        rsvp = self.walk(event)
        with db.writing():
            bookings.cancel(rsvp, by=GUEST, now=TODAY)
        assert db.session.query(Mail).count() == 0

    def test_not_in_a_full_room_but_by_a_lead(self, app: object) -> None:
        event = tonight(seats=1)
        a_booking(event)
        with pytest.raises(Refused, match="full"):
            self.walk(event)
        assert self.walk(event, over=True).came == 1

    def test_not_before_the_door_opens(self, app: object) -> None:
        with pytest.raises(Refused, match="not open yet"):
            self.walk(an_event())

    def test_who_is_on_the_list_already(self, app: object) -> None:
        event = tonight()
        a_booking(event, name="Zofia Nowak", email="zofia@example.test")
        with pytest.raises(Refused, match="already on the list"):
            self.walk(event, "zofia@example.test")


class TestFinding:
    def found(self, event: Event, asked: str) -> list[str]:
        return [rsvp.name for rsvp in find_parties(event, asked, checkin_queries.MOST_FOUND)]

    def test_by_name_guest_and_company_and_through_a_slip(self, app: object) -> None:
        event = tonight()
        a_booking(event, name="Łucja Wiśniewska", organisation="Prairie Foods", guest_names=["Ann Wu"])
        a_booking(event, name="Bea Olszewska")
        assert self.found(event, "") == self.found(event, "  ") == []
        for asked in ("lucja", "wis", "prairie", "ann", "wisniewka", "Wiśniewska Łucja"):
            assert self.found(event, asked) == ["Łucja Wiśniewska"], asked
        assert self.found(event, "zzz") == []

    def test_the_nearest_stands_first_and_no_more_than_a_screen(self, app: object) -> None:
        event = tonight()
        for number in range(20):
            a_booking(event, name=f"Anastasia Number{number}")
        a_booking(event, name="Ana Zet")
        found = self.found(event, "ana")
        assert (found[0], len(found)) == ("Ana Zet", checkin_queries.MOST_FOUND)


def test_first_timers_are_those_who_never_came_before(app: object) -> None:
    past = an_event(starts_at=TODAY - timedelta(days=9))
    old: datetime = TODAY - timedelta(days=20)
    again = a_booking(past, now=old)
    missed = a_booking(past, now=old)
    take(past, came_in(again, at=past.starts_at), now=past.starts_at)
    event = tonight()
    for one in (again, missed):
        a_booking(event, name=one.name, email=one.email)
    newcomer = a_booking(event)
    assert checkin_queries.first_timers(event) == {missed.person_id, newcomer.person_id}


def test_the_count_is_by_how_they_would_like_to_arrive(app: object) -> None:
    event = tonight()
    for arrival in ("just_me", "buddy", "buddy"):
        rsvp = a_booking(event, arrival=arrival, of=2)
    take(event, came_in(rsvp, 0, 1))
    count = checkin_queries.count_arrived(event)
    assert (count.came, count.seated) == (2, 6)
    assert ("With a buddy", 2, 4) in count.wishes
    assert event.starts_at == SOON
