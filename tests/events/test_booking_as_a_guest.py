"""A guest without an account saves seats: two screens, one mail, no way to break it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.events import words
from chapter.events.models import Event, Rsvp
from chapter.mail.models import Consent, Mail
from chapter.people.models import Person
from chapter.web.forms import OLD_FORM
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
        assert (booking.party_size, booking.going, booking.guest_names) == (2, True, "Ngozi")
        assert mails() == ["events.confirmed"]

    def test_every_word_of_hers_is_kept_with_the_booking(self, client: Browser) -> None:
        said = {
            "dietary": "No nuts\nplease", "access_needs": "A wheelchair", "arrival": "small_job",
            "badge_name": "Pri", "pronouns": "she/her", "organisation": "Lakeside Clinic",
            "ask_me": "sourdough", "looking_for": "a choir", "guest_names": "Ngozi, Wanjiru",
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
        (consent,) = db.session.scalars(select(Consent))
        assert consent.wording == words.NEWS
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

    def test_elsewhere_her_name_and_email_show_nothing_and_make_nothing(
        self, client: Browser, another: Browser
    ) -> None:
        event = an_event()
        book(client, event)
        page = book(another, event, name="priya  RAGHUNATHAN", email="Priya@Raghunathan.test", party_size=4)
        assert page.url == "/rsvp/mailed"
        assert "Priya" not in page.text
        assert len(bookings()) == 1
        assert bookings()[0].party_size == 1
        assert mails() == ["events.confirmed", "events.already"]

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
        assert "Wait with your whole party" in page.main

    def test_she_waits_with_her_whole_party_and_sees_her_place(self, client: Browser) -> None:
        event = an_event(seats=3)
        a_booking(event, of=2)
        a_booking(event, of=2)
        page = book(client, event, party_size=2)
        assert "second in line" in page.main
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
        assert "first in line" in book(client, event).main


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


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("email", "said"),
        [
            ("priya@raghunathan", '"priya@raghunathan" lacks its ending, such as .com'),
            ("priya", '"priya" lacks its @'),
            ("@raghunathan.test", "before the @"),
            ("priya@", "after the @"),
            ("pri ya@raghunathan.test", "Look for a slip"),
            ("", "Write your e-mail"),
            ("priya@a..test", "Look for a slip"),
            ("<script>@x.test", "Look for a slip"),
        ],
    )
    def test_an_email_says_what_it_lacks(self, client: Browser, email: str, said: str) -> None:
        page = book(client, an_event(), email=email)
        assert page.status == 422
        assert said in page.errors["email"]
        assert bookings() == []

    def test_what_she_typed_is_kept(self, client: Browser) -> None:
        page = book(
            client, an_event(), email="priya", party_size=3, dietary="No nuts", arrival="buddy", show_me=True
        )
        form = page.form("/rsvp")
        assert form["name"] == "Priya Raghunathan"
        assert (form["email"], form["party_size"]) == ("priya", "3")
        assert (form["dietary"], form["arrival"]) == ("No nuts", "buddy")
        assert "show_me" in form.values
        assert page.title.startswith("Error:")

    @pytest.mark.parametrize(
        "size", ["0", "-1", "7", "99", str(2**63), "9" * 5000, "two", "1.5", "", " ", "٣"]
    )
    def test_a_party_is_a_number_that_may_come(self, client: Browser, size: str) -> None:
        page = post(client, an_event(party_limit=6), party_size=size)
        assert page.status == 422
        assert page.errors["party_size"]
        assert bookings() == []

    def test_a_party_is_never_larger_than_the_room(self, client: Browser) -> None:
        page = post(client, an_event(seats=2), party_size=3)
        assert (page.status, bookings()) == (422, [])
        assert "party_size" in page.errors

    def test_a_page_open_for_too_long_is_shown_again_with_what_was_typed(self, client: Browser) -> None:
        event = an_event()
        page = client.get(f"/events/{event.slug}")
        client.forget_cookies()
        again = page.form("/rsvp").fill(**PRIYA, dietary="No nuts").press()
        assert again.status == 422
        assert OLD_FORM in again.errors[""]
        assert again.form("/rsvp")["dietary"] == "No nuts"
        assert bookings() == []
        assert "One seat is yours" in again.form("/rsvp").press().h1

    @pytest.mark.parametrize("nonce", ["", "short", "x" * 65, "with spaces in it", "naïve-nonce-x", "\0" * 9])
    def test_a_form_without_its_number_gets_a_new_one(self, client: Browser, nonce: str) -> None:
        page = post(client, an_event(), nonce=nonce)
        assert page.status == 422
        assert bookings() == []
        assert "One seat is yours" in page.form("/rsvp").press().h1

    @pytest.mark.parametrize("name", ["", "   ", "\x00\x01", "\u200b" * 0 + "\n"])
    def test_a_name_is_needed(self, client: Browser, name: str) -> None:
        page = post(client, an_event(), name=name)
        assert "Write your name" in page.errors["name"]

    def test_a_name_that_looks_like_html_is_shown_as_it_is(self, client: Browser) -> None:
        hostile = '<script>alert(1)</script> "O\'Neil"'
        page = book(client, an_event(), name=hostile, guest_names="<img src=x onerror=alert(1)>")
        assert "<script>alert(1)" not in page.html
        assert "<img src=x" not in page.html

    @pytest.mark.parametrize(
        "fields",
        [
            {"name": "x" * 201}, {"guest_names": "y" * 501}, {"dietary": "z" * 1001},
            {"arrival": "by_helicopter"}, {"pronouns": "p" * 41}, {"badge_name": "b" * 81},
            {"email": "e" * 300 + "@example.test"},
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_said_beside_its_field(
        self, client: Browser, fields: dict[str, str]
    ) -> None:
        page = post(client, an_event(), **fields)
        assert page.status == 422
        assert page.errors.get(next(iter(fields))) or page.all("fieldset .error")
        assert bookings() == []

    @pytest.mark.parametrize(
        "body",
        [
            b"\xff\xfe=\xff&name=%ff%fe&email=%00@%ed%a0%80.test&party_size=%f0%28%8c%28",
            b"name[]=a&name[]=b&party_size[]=1&email[x]=y",
            b"name=a&name=b&email=x&email=y&party_size=1&party_size=2",
            b"",
            b"%",
            b"&&&&====",
        ],
    )
    def test_whatever_is_posted_is_answered_in_plain_words(self, client: Browser, body: bytes) -> None:
        event = an_event()
        kind = "application/x-www-form-urlencoded"
        page = client.send("POST", f"/events/{event.slug}/rsvp", data=body, content_type=kind)
        assert page.status == 422
        assert bookings() == []

    @pytest.mark.parametrize("body", [b"[1, 2]", b'{"name": {"a": 1}}', b"{", b"null", b'"x"'])
    def test_json_is_no_form(self, client: Browser, body: bytes) -> None:
        page = client.send(
            "POST", f"/events/{an_event().slug}/rsvp", data=body, content_type="application/json"
        )
        assert page.status == 422

    def test_a_file_is_no_name(self, client: Browser) -> None:
        data = {"name": (b"x", "name.txt"), "email": (b"y", "e.txt")}
        files = {field: (__import__("io").BytesIO(what), name) for field, (what, name) in data.items()}
        page = client.send("POST", f"/events/{an_event().slug}/rsvp", data=files)
        assert page.status == 422

    @pytest.mark.parametrize("slug", ["no-such", "UPPER", "%00", "%ff", "a" * 300, "..%2f..", "'--"])
    def test_an_unknown_address_is_404(self, client: Browser, slug: str) -> None:
        assert client.get(f"/events/{slug}").status == 404
        assert client.get(f"/events/{slug}.ics").status == 404
        assert client.post(f"/events/{slug}/rsvp", follow=False).status == 404

    def test_who_proves_nothing_writes_nothing(self, client: Browser) -> None:
        page = client.post(
            f"/events/{an_event().slug}/rsvp", proved=False, **PRIYA, party_size=1, nonce="n" * 20
        )
        assert page.status == 422
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
