"""A name and an email that were typed prove nothing: what the browser’s address can do, and the mail’s."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.checkin import attendance
from chapter.checkin.rules import checkins
from chapter.checkin.rules.checkins import CheckinInput, Operator
from chapter.events.models import OFFER
from chapter.events_office.rules import bookings as office
from chapter.hello.queries import hellos as hello
from chapter.mail.models import Consent
from chapter.people import verification
from chapter.people.verification import ACCOUNT, DOOR, MAILBOX, STAFF, TYPED
from tests.bookings.unverified_guests import PRIYA, book, kinds, press, typed
from tests.browser import Browser, Page
from tests.checkin.checkins import tonight
from tests.conftest import MovableClock
from tests.factories import (
    GUEST,
    TODAY,
    a_booking,
    a_party,
    a_person,
    an_account,
    an_event,
    sign_in,
)

PATHS: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("GET", {}),
    ".json": ("GET", {}),
    "/ticket.svg": ("GET", {}),
    "/event.ics": ("GET", {}),
    "/who-comes": ("GET", {}),
    "/whom-i-met": ("GET", {}),
    "/pocket": ("GET", {}),
    "/cant-come": ("GET", {}),
    "/how-was-it": ("GET", {}),
    "/change": ("POST", {"party_size": 2}),
    "/cancel": ("POST", {}),
    "/claim": ("POST", {}),
    "/decline": ("POST", {}),
    "/rejoin": ("POST", {}),
    "/me": ("POST", {}),
    "/keep": ("POST", {}),
    "/not-me": ("POST", {}),
    "/how-was-it ": ("POST", {"answer": "glad"}),
    "/promises": ("POST", {"words": "A recipe", "nonce": "one-note"}),
    "/pocket/promise": ("POST", {"words": "A recipe", "nonce": "one-note"}),
}
"""Every address of a booking, and what is sent there."""

OPEN_TO_THE_BROWSER = {"", ".json", "/ticket.svg", "/event.ics", "/change", "/cancel"}
"""What was typed may be seen, changed and given back by whoever typed it, and nothing else."""


class TestTheTwoLinks:
    @pytest.mark.parametrize("path", PATHS)
    def test_each_address_opens_to_the_mail_and_to_the_browser_only_what_was_typed(
        self, client: Browser, path: str
    ) -> None:
        rsvp = typed(tonight())
        method, sent = PATHS[path]
        ask: Callable[..., Page] = client.get if method == "GET" else client.post
        by_browser = ask(f"/rsvp/{rsvp.typed_token}{path.strip()}", follow=False, **sent).status
        assert (by_browser == 404) == (path not in OPEN_TO_THE_BROWSER)
        db.session.refresh(rsvp)
        assert rsvp.proof == TYPED, "nothing that the browser does proves anything"

    @pytest.mark.parametrize("path", PATHS)
    def test_no_get_proves_and_every_press_behind_the_mail_does(self, client: Browser, path: str) -> None:
        rsvp = typed(tonight())
        method, sent = PATHS[path]
        ask: Callable[..., Page] = client.get if method == "GET" else client.post
        page = ask(f"/rsvp/{rsvp.token}{path.strip()}", follow=False, **sent)
        assert page.status != 404
        db.session.refresh(rsvp)
        proves = method == "POST" and path not in {"/not-me"}
        assert rsvp.proof == (MAILBOX if proves else TYPED)

    def test_every_address_of_a_booking_is_in_this_table(self, app: Flask) -> None:
        rules = [str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/rsvp/<token>")]
        known = {path.strip() for path in PATHS}
        more = {"/met/<public_id>", "/not-met/<public_id>", "/promises/<public_id>/done"}
        more |= {"/promises/<public_id>/undone"}
        assert {rule.removeprefix("/rsvp/<token>") for rule in rules} == known | more

    def test_the_browser_and_the_mail_have_two_tokens(self, client: Browser) -> None:
        page = book(client, an_event())
        rsvp = db.session.scalars(select(Rsvp)).one()
        assert rsvp.token != rsvp.typed_token
        assert page.url == f"/rsvp/{rsvp.typed_token}"
        assert rsvp.token not in page.text

    def test_who_typed_it_may_give_it_back_until_it_is_proved(self, client: Browser) -> None:
        rsvp = typed(an_event())
        press(client, rsvp)
        page = client.post(f"/rsvp/{rsvp.typed_token}/cancel")
        assert page.status == 422
        assert "open the link in our email" in page.text
        page = client.get(f"/rsvp/{rsvp.typed_token}")
        assert PRIYA["email"] not in page.text
        db.session.refresh(rsvp)
        assert rsvp.going

    def test_who_typed_it_sees_the_seat_but_nothing_of_who_meets_them(self, client: Browser) -> None:
        rsvp = typed(tonight(), arrival="meet_me", dietary="No nuts")
        page = client.get(f"/rsvp/{rsvp.typed_token}")
        assert "No nuts" in page.text
        assert "Who comes" not in page.text
        assert "/pocket" not in page.text

    def test_seats_held_by_an_offer_are_taken_from_the_mail(self, client: Browser) -> None:
        event = an_event(seats=1, when_free=OFFER)
        first, rsvp = a_booking(event), typed(event)
        client.post(f"/rsvp/{first.token}/cancel")
        page = client.get(f"/rsvp/{rsvp.typed_token}")
        assert "open the link in our email" in page.text
        page = client.get(f"/rsvp/{rsvp.token}").form("/claim").press()
        assert "is yours" in page.h1
        db.session.refresh(rsvp)
        assert (rsvp.going, rsvp.proof) == (True, MAILBOX)

    def test_the_form_sent_again_by_somebody_signed_in_gives_nobody_the_mails_link(
        self, client: Browser, another: Browser
    ) -> None:
        event = an_event()
        a_person(**PRIYA)
        form = {**PRIYA, "party_size": 1, "nonce": "my-own-nonce"}
        client.post(f"/events/{event.slug}/rsvp", **form)
        sign_in(another, "member")
        page = another.post(f"/events/{event.slug}/rsvp", follow=False, party_size=1, nonce="my-own-nonce")
        rsvp = db.session.scalars(select(Rsvp)).one()
        assert page.location == f"/rsvp/{rsvp.typed_token}"


class TestProving:
    def test_it_raises_and_never_lowers(self) -> None:
        rsvp = Rsvp(proof=TYPED)
        order = (MAILBOX, DOOR, MAILBOX, ACCOUNT, DOOR, STAFF, TYPED)
        seen = []
        for by in order:
            verification.verify(rsvp, by, now=TODAY)
            seen.append(rsvp.proof)
        assert seen == [MAILBOX, DOOR, DOOR, ACCOUNT, ACCOUNT, STAFF, STAFF]

    def test_the_sentence_in_sql_says_the_same(self, app: Flask) -> None:
        event = an_event()
        made = [typed(event), *(a_booking(event, proof=by) for by in (MAILBOX, DOOR, ACCOUNT, STAFF))]
        found = set(db.session.scalars(select(Rsvp.id).where(verification.is_verified(Rsvp))))
        assert found == {rsvp.id for rsvp in made if rsvp.proved}

    def test_one_press_says_that_it_is_she_and_nobody_is_asked_twice(self, client: Browser) -> None:
        rsvp = typed(an_event(), show_me=True)
        assert "Is this you?" in client.get(f"/rsvp/{rsvp.token}").text
        page = press(client, rsvp)
        assert "Is this you?" not in page.text
        db.session.refresh(rsvp)
        assert (rsvp.proof, rsvp.proved_at) == (MAILBOX, TODAY)
        entries = db.session.scalars(select(Entry.verb).where(Entry.record_id == rsvp.id)).all()
        assert "proved" in entries

    def test_a_press_that_is_refused_proves_all_the_same(self, client: Browser) -> None:
        rsvp = typed(an_event(seats=1))
        page = client.post(f"/rsvp/{rsvp.token}/claim", rest="keep", follow=False)
        assert page.status in {303, 422}
        db.session.refresh(rsvp)
        assert rsvp.proof == MAILBOX

    def test_signed_in_as_her_a_press_proves_by_her_account(self, client: Browser) -> None:
        rsvp = typed(an_event())
        sign_in(client, account=an_account("member", person=rsvp.person))
        press(client, rsvp)
        db.session.refresh(rsvp)
        assert rsvp.proof == ACCOUNT

    def test_who_books_signed_in_is_known(self, client: Browser) -> None:
        event = an_event()
        sign_in(client, "member")
        client.get(f"/events/{event.slug}").form("/rsvp").press()
        assert db.session.scalars(select(Rsvp.proof)).one() == ACCOUNT

    def test_what_the_office_enters_is_known(self, app: Flask) -> None:
        event = an_event()
        with db.writing():
            made = office.add(db.lock(event), a_party(proof=TYPED), by=GUEST, now=TODAY).rsvp
        assert made.proof == STAFF

    def test_a_helper_who_lets_her_in_proves_it(self, app: Flask) -> None:
        event = tonight()
        rsvp = typed(event)
        with db.writing():
            checkins.record_checkins(
                db.lock(event), [CheckinInput("m1", rsvp.public_id, (0,), TODAY)],
                by=Operator(None), now=TODAY
            )  # fmt: skip
        assert (rsvp.came, rsvp.proof) == (1, DOOR)


class TestWhatWaits:
    def test_her_name_stands_on_the_list_of_guests_only_when_it_is_she(self, client: Browser) -> None:
        event = an_event()
        rsvp = typed(event, show_me=True)
        assert "Priya" not in client.get(f"/events/{event.slug}").text
        press(client, rsvp)
        assert "Priya" in client.get(f"/events/{event.slug}").text

    def test_a_guest_typed_in_her_name_is_in_no_hello_and_sees_nobody(self, client: Browser) -> None:
        event = tonight()
        rsvp = typed(event, show_me=True)
        a_booking(event, name="Zora Shown", show_me=True)
        assert [one.name for one in hello.parties(event.id)] == ["Zora Shown"]
        page = client.get(f"/rsvp/{rsvp.token}/who-comes")
        assert "Zora" not in page.text
        assert page.url == f"/rsvp/{rsvp.token}"
        press(client, rsvp)
        assert len(hello.parties(event.id)) == 2
        assert "Zora" in client.get(f"/rsvp/{rsvp.token}/who-comes").text

    def test_a_promise_in_the_strangers_browser_never_reaches_her_page(self, client: Browser) -> None:
        account = an_account("member", person=a_person(**PRIYA))
        rsvp = typed(tonight())
        for path in ("promises", "pocket/promise"):
            words: dict[str, Any] = {"words": "I will pay", "nonce": "n"}
            assert client.post(f"/rsvp/{rsvp.typed_token}/{path}", follow=False, **words).status == 404
        sign_in(client, account=account)
        assert "I will pay" not in client.get("/me/").text

    def test_attendance_is_not_told_as_hers(self, client: Browser, clock: MovableClock) -> None:
        account = an_account("member", person=a_person(**PRIYA))
        event = an_event("The Long Table")
        rsvp = typed(event)
        clock.forward(days=10)
        ids = [account.person_id]
        count = attendance.COUNTER.count
        assert count(ids, TODAY, TODAY + timedelta(days=20)).get(account.person_id, 0) == 0
        sign_in(client, account=account)
        assert "The Long Table" not in client.get("/me/bookings").text
        press(client, rsvp)
        assert count(ids, TODAY, TODAY + timedelta(days=20))[account.person_id] == 1
        assert "The Long Table" in client.get("/me/bookings").text

    def test_a_typed_tick_for_news_only_asks_and_never_overrides_her_no(self, client: Browser) -> None:
        book(client, an_event(), news=True)
        assert db.session.scalars(select(Consent)).all() == []
        rsvp = db.session.scalars(select(Rsvp)).one()
        page = client.get(f"/rsvp/{rsvp.token}")
        assert rsvp.news_asked in page.text
        press(client, rsvp)
        press_again = client.post(f"/rsvp/{rsvp.token}/me")
        assert press_again.status == 200
        (consent,) = db.session.scalars(select(Consent))
        assert consent.given

    @pytest.mark.parametrize("path", ["cancel", "not-me"])
    def test_giving_it_back_agrees_to_nothing(self, client: Browser, path: str) -> None:
        book(client, an_event(), news=True)
        rsvp = db.session.scalars(select(Rsvp)).one()
        client.post(f"/rsvp/{rsvp.token}/{path}")
        assert db.session.scalars(select(Consent)).all() == []

    def test_the_seat_the_mails_and_the_wishes_of_the_evening_count_at_once(self, client: Browser) -> None:
        event = an_event(seats=3)
        rsvp = typed(event, arrival="meet_me")
        assert bookings_queries.occupancy(event).seated == 1
        assert kinds() == ["events.confirmed"]
        assert rsvp.going
