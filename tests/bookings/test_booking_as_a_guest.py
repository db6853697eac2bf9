"""A guest without an account saves seats: two screens, one mail, no way to break it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail.consents import BOOKING, NEWS
from chapter.mail.models import Consent, Mail
from chapter.people.models import Person
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_draft, a_person, an_event, sign_in

PRIYA = {"name": "Priya Raghunathan", "email": "priya@raghunathan.test"}


def bookings() -> list[Rsvp]:
    """Every booking there is."""
    return list(db.session.scalars(select(Rsvp).order_by(Rsvp.id)))


def mails() -> list[str]:
    """What kinds of mail were written, in order."""
    return list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))


def book(client: Browser, event: Event, **fields: Any) -> Page:
    """Open the page, fill the form, press."""
    return client.get(f"/events/{event.slug}").form("/rsvp").fill(**{**PRIYA, **fields}).press()


def post(client: Browser, event: Event, **fields: Any) -> Page:
    """Post by hand, without following."""
    given = {**PRIYA, "party_size": 1, "nonce": "nonce-of-one-form", **fields}
    return client.post(f"/events/{event.slug}/rsvp", follow=False, **given)


class TestSavingSeats:
    def test_a_guest_and_her_friend_have_two_seats_after_two_screens(self, client: Browser) -> None:
        event = an_event("The Long Table", seats=10)
        page = book(client, event, party_size=2, guest_names="Ngozi")
        assert page.steps == [303]
        assert "Two seats are yours" in page.h1
        assert "priya@raghunathan.test" in page.main
        (booking,) = bookings()
        assert (booking.party_size, booking.going, booking.guest_names) == (2, True, ["Ngozi"])
        assert mails() == ["events.confirmed"]

    def test_every_word_of_hers_is_kept_with_the_booking(self, client: Browser) -> None:
        said = {
            "dietary": "No nuts\nplease", "access_needs": "A wheelchair", "arrival": "small_job",
            "badge_name": "Pri", "pronouns": "she/her", "organisation": "Lakeside Clinic",
            "ask_me": "sourdough", "looking_for": "a choir", "guest_names": ["Ngozi", "Wanjiru"],
        }  # fmt: skip
        book(client, an_event(), party_size=3, show_me=True, **said)
        (booking,) = bookings()
        assert {name: getattr(booking, name) for name in said} == said
        assert booking.show_me

    def test_nothing_is_ticked_for_her(self, client: Browser) -> None:
        form = client.get(f"/events/{an_event().slug}").form("/rsvp")
        assert "news" not in form.values
        assert "show_me" not in form.values

    def test_she_agrees_to_news_only_by_ticking_the_box(self, client: Browser) -> None:
        book(client, an_event())
        assert db.session.scalar(select(func.count(Consent.id))) == 0

    def test_what_she_agreed_to_is_kept_word_for_word(self, client: Browser) -> None:
        book(client, an_event(slug="supper"), news=True)
        assert db.session.scalar(select(func.count(Consent.id))) == 0, "a typed tick only asks"
        client.get(f"/rsvp/{bookings()[0].token}").form("/me").press()
        (consent,) = db.session.scalars(select(Consent))
        assert consent.wording == NEWS.wording(BOOKING)
        assert (consent.email_key, consent.source, consent.given) == (PRIYA["email"], "rsvp supper", True)

    @pytest.mark.parametrize("said", ["", "0", "false", "off", "no"])
    def test_a_no_is_no_consent(self, client: Browser, said: str) -> None:
        assert post(client, an_event(), news=said).status == 303
        assert db.session.scalar(select(func.count(Consent.id))) == 0

    def test_a_booking_never_changes_an_existing_record(self, client: Browser) -> None:
        known = a_person("Priya Raghunathan", PRIYA["email"], organisation="Old clinic", pronouns="she")
        book(client, an_event(), name="PRIYA RAGHUNATHAN", organisation="New clinic", pronouns="they")
        (booking,) = bookings()
        assert booking.person_id == known.id
        assert (booking.person.name, booking.person.organisation) == ("Priya Raghunathan", "Old clinic")

    def test_an_unlimited_event_seats_everybody(self, client: Browser) -> None:
        assert "Six seats are yours" in book(client, an_event(seats=None), party_size=6).h1


class TestTheSameForm:
    def test_sent_twice_it_is_one_booking_and_one_mail(self, client: Browser) -> None:
        event = an_event(seats=4)
        form = client.get(f"/events/{event.slug}").form("/rsvp").fill(**PRIYA)
        first, second = form.press(follow=False), form.press(follow=False)
        assert (first.status, second.status) == (303, 303)
        assert first.location == second.location
        assert len(bookings()) == 1
        assert mails() == ["events.confirmed"]

    def test_it_leads_to_its_booking_however_often_it_is_pressed(self, client: Browser) -> None:
        event = an_event()
        assert {post(client, event).status for _ in range(6)} == {303}

    def test_it_still_leads_there_when_booking_has_closed(self, client: Browser, clock: MovableClock) -> None:
        event = an_event(rsvp_closes_at=TODAY + timedelta(hours=1))
        first = post(client, event)
        clock.forward(hours=2)
        assert post(client, event).location == first.location

    def test_it_can_not_be_used_for_another_event(self, client: Browser) -> None:
        post(client, an_event())
        page = post(client, an_event())
        assert page.status == 422
        assert "another event" in page.errors[""]
        assert len(bookings()) == 1

    def test_elsewhere_her_name_and_email_make_a_booking_of_their_own(
        self, client: Browser, another: Browser
    ) -> None:
        event = an_event()
        book(client, event, dietary="No nuts")
        page = book(another, event, name="priya  RAGHUNATHAN", email="Priya@Raghunathan.test", party_size=4)
        first, second = bookings()
        assert page.url == f"/rsvp/{second.typed_token}"
        assert "No nuts" not in page.text
        assert (first.party_size, second.party_size) == (1, 4)
        assert mails() == ["events.confirmed", "events.twice"]

    def test_another_name_with_her_email_is_a_second_party(self, client: Browser, another: Browser) -> None:
        event = an_event()
        book(client, event)
        page = book(another, event, name="Mira Raghunathan")
        assert "One seat is yours" in page.h1
        assert len(bookings()) == 2


class TestAFullEvent:
    def test_the_page_says_so_and_offers_to_wait(self, client: Browser) -> None:
        event = an_event(seats=3)
        a_booking(event, of=3)
        page = client.get(f"/events/{event.slug}")
        assert "All 3 seats are taken" in page.main
        assert "Your whole party waits together" in page.main

    def test_she_waits_with_her_whole_party_and_sees_her_place(self, client: Browser) -> None:
        event = an_event(seats=3)
        a_booking(event, of=2)
        a_booking(event, of=2)
        page = book(client, event, party_size=2)
        assert "second on the waitlist" in page.main
        assert mails()[-1] == "events.waiting"
        assert not bookings()[-1].going

    def test_one_who_fits_sits_while_a_larger_party_waits(self, client: Browser) -> None:
        event = an_event(seats=3)
        a_booking(event, of=2)
        a_booking(event, of=2)
        assert "One seat is yours" in book(client, event).h1

    def test_after_capacity_was_lowered_nobody_is_seated(self, client: Browser) -> None:
        event = an_event(seats=4)
        a_booking(event, of=4)
        with db.writing():
            db.lock(event).capacity = 2
        assert "All 2 seats are taken" in client.get(f"/events/{event.slug}").main
        assert "first on the waitlist" in book(client, event).main


class TestWhenItIsNotOpen:
    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ({"cancelled_at": TODAY, "cancelled_why": "The pipes froze."}, "The pipes froze."),
            ({"starts_at": TODAY - timedelta(days=2)}, "is over"),
            ({"rsvp_opens_at": TODAY + timedelta(days=2)}, "Wednesday, November 25"),
            ({"rsvp_closes_at": TODAY - timedelta(days=2)}, "closed"),
        ],
    )
    def test_the_page_says_why_and_has_no_form(
        self, client: Browser, state: dict[str, Any], said: str
    ) -> None:
        page = client.get(f"/events/{an_event(**state).slug}")
        assert said in page.main
        assert not page.has_form("/rsvp")

    @pytest.mark.parametrize(
        "state",
        [
            {"cancelled_at": TODAY},
            {"starts_at": TODAY - timedelta(days=2)},
            {"rsvp_opens_at": TODAY + timedelta(days=2)},
            {"rsvp_closes_at": TODAY - timedelta(days=2)},
        ],
    )
    def test_a_post_all_the_same_books_nothing(self, client: Browser, state: dict[str, Any]) -> None:
        assert post(client, an_event(**state)).status == 422
        assert bookings() == []
        assert mails() == []

    def test_a_draft_and_a_members_evening_are_not_there(self, client: Browser) -> None:
        assert post(client, a_draft()).status == 404
        assert post(client, an_event(visibility="members")).status == 404
        assert bookings() == []


class TestLimits:
    def test_one_email_books_one_event_three_times_in_ten_minutes(
        self, client: Browser, clock: MovableClock
    ) -> None:
        event = an_event()

        def once(number: int) -> int:
            return post(client, event, name=f"Guest {number}", nonce=f"nonce-number-{number}").status

        assert [once(n) for n in range(5)] == [303, 303, 303, 429, 429]
        assert len(bookings()) == 3
        clock.forward(minutes=11)
        assert once(6) == 303

    def test_a_refusal_says_when_to_come_back(self, client: Browser) -> None:
        event = an_event()
        for number in range(4):
            page = post(client, event, name=f"Guest {number}", nonce=f"nonce-number-{number}")
        assert 0 < int(page.headers["Retry-After"]) <= 600

    def test_another_event_is_counted_for_itself(self, client: Browser) -> None:
        statuses = [post(client, an_event(), nonce=f"nonce-number-{number}").status for number in range(5)]
        assert set(statuses) == {303}


class TestSomebodyWhoSignedIn:
    def test_books_by_one_press_under_her_own_name(self, client: Browser) -> None:
        person = sign_in(client, "member")
        event = an_event()
        form = client.get(f"/events/{event.slug}").form("/rsvp")
        assert "email" not in form
        page = form.press()
        assert "One seat is yours" in page.h1
        (booking,) = bookings()
        assert (booking.person_id, booking.name, booking.email) == (person.id, person.name, person.email)

    def test_can_not_book_as_somebody_else(self, client: Browser) -> None:
        person = sign_in(client, "member")
        post(client, an_event(), name="Somebody Else", email="else@example.test")
        assert bookings()[0].email == person.email

    def test_is_led_to_the_booking_that_she_has(self, client: Browser) -> None:
        person = sign_in(client, "member")
        event = an_event()
        a_booking(event, name=person.name, email=person.email)
        page = client.get(f"/events/{event.slug}")
        assert not page.has_form("/rsvp")
        assert page.follow("See your booking").status == 200
        assert post(client, event).location == f"/rsvp/{bookings()[0].token}"
        assert len(bookings()) == 1

    def test_a_member_books_what_is_for_members(self, client: Browser) -> None:
        sign_in(client, "member")
        event = an_event(visibility="members")
        assert "One seat is yours" in client.get(f"/events/{event.slug}").form("/rsvp").press().h1

    def test_no_new_person_is_made(self, client: Browser) -> None:
        sign_in(client, "member")
        before = db.session.scalar(select(func.count(Person.id)))
        post(client, an_event())
        assert db.session.scalar(select(func.count(Person.id))) == before
