"""Two bookings under one name and email, sharing that is proved, and what the office reads of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import NOT_ME, Rsvp
from chapter.bookings.rules import email_verification
from chapter.checkin import shared_events
from chapter.checkin.rules import checkins
from chapter.checkin.rules.checkins import CheckinInput, Operator
from chapter.mail.models import Mail
from chapter.people.verification import MAILBOX, TYPED
from chapter.refusal import Refused
from tests.bookings.unverified_guests import PRIYA, book, kinds, press, typed
from tests.browser import Browser
from tests.checkin.checkins import tonight
from tests.factories import (
    TODAY,
    a_booking,
    an_account,
    an_event,
    sign_in,
)


class TestSharing:
    def shares(self, one: Rsvp, other: Rsvp) -> bool:
        return other.person_id in set(db.session.scalars(shared_events.people_at_same_events(one.person_id)))

    def test_typing_another_member_s_name_opens_nothing_of_hers(self, client: Browser) -> None:
        event = an_event()
        mine, hers = a_booking(event), typed(event)
        assert not self.shares(mine, hers)
        assert not self.shares(hers, mine)
        press(client, hers)
        assert self.shares(mine, hers)
        assert self.shares(hers, mine)

    def test_of_an_evening_whose_door_kept_who_came_only_those_who_did_share(self, app: Flask) -> None:
        event = tonight()
        mine, hers, third = (a_booking(event) for _ in range(3))
        moves = [CheckinInput(f"m{n}", one.public_id, (0,), TODAY) for n, one in enumerate((mine, third))]
        with db.writing():
            checkins.record_checkins(db.lock(event), moves, by=Operator(None), now=TODAY)
        assert self.shares(mine, third)
        assert not self.shares(mine, hers)


class TestTwoBookings:
    def test_the_answer_is_the_same_for_who_comes_and_who_does_not(
        self, client: Browser, another: Browser
    ) -> None:
        event = an_event()
        a_booking(event, **PRIYA)
        known = book(client, event)
        unknown = book(another, event, name="Nobody Known", email="nobody@example.test")
        for page in (known, unknown):
            assert page.steps == [303]
            assert page.url.startswith("/rsvp/")
            assert page.h1 == "One seat is yours"
        pages = [
            page.main.replace(PRIYA["email"], "").replace(PRIYA["name"], "") for page in (known, unknown)
        ]
        assert pages[0] == pages[1].replace("nobody@example.test", "").replace("Nobody Known", "")

    def test_her_mail_shows_both_and_one_press_keeps_one(self, client: Browser) -> None:
        event = an_event(seats=6)
        first, second = typed(event, of=2), typed(event, of=3)
        mail = db.session.scalars(select(Mail).where(Mail.kind == "events.twice")).one()
        assert "a party of two" in mail.text
        assert "a party of three" in mail.text
        page = client.get(f"/rsvp/{second.token}")
        assert "You have two bookings" in page.text
        page.form(f"/rsvp/{first.token}/keep").press()
        for one in (first, second):
            db.session.refresh(one)
        assert (first.proof, first.going, second.cancelled_at) == (MAILBOX, True, TODAY)
        assert bookings_queries.occupancy(event).seated == 2

    def test_keeping_both_at_once_never_gives_both_back(self, app: Flask) -> None:
        event = an_event()
        first, second = typed(event), typed(event)
        with db.writing():
            email_verification.keep_one_booking(first, MAILBOX, now=TODAY)
        with pytest.raises(Refused), db.writing():
            email_verification.keep_one_booking(second, MAILBOX, now=TODAY)
        db.session.refresh(first)
        assert first.going

    def test_a_stranger_s_booking_never_touches_the_one_that_is_hers(self, client: Browser) -> None:
        event = an_event()
        hers = a_booking(event, of=2, **PRIYA)
        book(client, event, party_size=4)
        db.session.refresh(hers)
        assert (hers.party_size, hers.going) == (2, True)
        stranger = db.session.scalars(select(Rsvp).where(Rsvp.id != hers.id)).one()
        client.get(f"/rsvp/{stranger.token}").form("/not-me").press()
        db.session.refresh(hers)
        db.session.refresh(stranger)
        assert (hers.going, stranger.cancellation_cause) == (True, NOT_ME)

    def test_nor_is_what_a_stranger_typed_ever_hers_when_she_books_herself(self, app: Flask) -> None:
        event = an_event()
        stranger = typed(event, of=3, show_me=True, shown_as="Somebody else’s words")
        hers = a_booking(event, **PRIYA, person=stranger.person)
        assert hers is not stranger
        assert (hers.party_size, hers.show_me, hers.shown_as, hers.going) == (1, False, "", True)
        assert stranger.proof == TYPED
        assert kinds()[-1] == "events.twice", "her mail shows both, and one press keeps one"

    def test_a_booking_that_is_hers_is_not_undone_by_this_was_not_me(self, client: Browser) -> None:
        rsvp = a_booking(an_event())
        assert client.post(f"/rsvp/{rsvp.token}/not-me").status == 422
        db.session.refresh(rsvp)
        assert rsvp.going

    def test_this_was_not_me_writes_no_more_mails(self, client: Browser) -> None:
        rsvp = typed(an_event())
        before = kinds()
        page = press(client, rsvp, "not-me")
        assert "Thank you for telling us" in page.text
        assert kinds() == before
        db.session.refresh(rsvp)
        assert rsvp.proof == TYPED

    def test_back_in_line_the_browser_learns_nothing_of_her_other_booking(self, client: Browser) -> None:
        event = an_event()
        a_booking(event, **PRIYA)
        mine = typed(event)
        for path in ("rejoin", "claim", "decline"):
            page = client.post(f"/rsvp/{mine.typed_token}/{path}", follow=False)
            assert page.status == 404


class TestTheOffice:
    def test_it_says_what_nobody_confirmed_yet(self, client: Browser) -> None:
        event = an_event()
        rsvp = typed(event)
        sign_in(client, "events")
        page = client.get(f"/office/events/{event.slug}/bookings/{rsvp.public_id}")
        assert "Not confirmed yet" in page.text
        assert "Not confirmed yet" in client.get(f"/office/events/{event.slug}").text
        press(client, rsvp)
        page = client.get(f"/office/events/{event.slug}/bookings/{rsvp.public_id}")
        assert "Not confirmed yet" not in page.text

    def test_her_own_first_screen_asks_whether_it_was_she(self, client: Browser) -> None:
        rsvp = typed(an_event("The Long Table"))
        sign_in(client, account=an_account("member", person=rsvp.person))
        page = client.get("/me/")
        assert "Did you book this? The Long Table" in page.text
        assert "The Long Table is next" not in page.text
