"""One address gets at most six emails an hour of what strangers can cause; what was booked or done counts,
and its mail waits. Nobody closes the chapter to an address by typing it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail import delivery
from chapter.mail import throttle as mail_throttle
from chapter.mail.models import Mail
from chapter.membership.models.applications import Application
from chapter.security import throttle
from chapter.shifts.models import Signup
from tests.applications.test_joining_by_the_pages import first_screen
from tests.authentication.mailed_links import ask
from tests.bookings.test_booking_as_a_guest import book, post
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_account, an_event, sign_in
from tests.mail.conftest import Server
from tests.mail.conftest import server as server
from tests.membership.members import a_free_level
from tests.shifts.shifts import a_shift, an_opportunity

HERS = "ana@example.test"
MOST = 6
FROM_HERE = throttle.MAILED_LINKS_BY_NETWORK.most
IN_ALL = MOST + throttle.RESERVED_LINKS.most
_numbers = count(1)


def mails(to: str = HERS) -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail).where(Mail.to_key == to).order_by(Mail.id)))


def rows(model: Any) -> int:
    return len(list(db.session.scalars(select(model))))


def books(client: Browser, event: Event | None = None, **more: Any) -> Page:
    """A stranger books under her address; each event is another."""
    sent = {"name": "Ana Ruiz", "email": HERS, "nonce": f"nonce-of-form-{next(_numbers)}", **more}
    return post(client, event or an_event(), **sent)


def had_six(client: Browser) -> None:
    for _ in range(MOST):
        assert books(client).status == 303
    assert len(mails()) == MOST


def signs_up(client: Browser) -> Page:
    shift = a_shift(an_opportunity(title="Pantry"), of=5)
    form = client.get(f"/volunteer/{shift.opportunity.slug}/{shift.public_id}").form("/volunteer/")
    return form.fill(name="Ana Ruiz", email=HERS).press(follow=False)


def apply(client: Browser) -> Page:
    second = first_screen(client, a_free_level(), name="Ana Ruiz", email=HERS)
    return second.form("/join/application/").fill(adult=True).press(follow=False)


def due_by(then: datetime) -> int:
    return len([mail for mail in mails() if mail.withdrawn_at is None and mail.due_at <= then])


@pytest.fixture
def home(app: Flask) -> Browser:
    """The guest herself, at a network where no stranger is."""
    return Browser(app, "198.51.100.7")


def test_forty_five_bookings_send_six_mails_in_the_hour(client: Browser, home: Browser) -> None:
    events = [an_event() for _ in range(15)]
    for event in events:
        for number in range(3):
            books((client, home)[number % 2], event, name=f"Ana {number}")
    assert due_by(TODAY + timedelta(minutes=59)) == MOST
    assert rows(Rsvp) == len(mails()) == FROM_HERE * 2


def test_a_stranger_at_one_network_books_twelve_for_one_email_and_is_then_told_in_words(
    client: Browser,
) -> None:
    for _ in range(FROM_HERE):
        assert books(client).status == 303
    page = book(client, an_event(), name="Ana Ruiz", email=HERS, dietary="no nuts")
    assert page.status == 429
    assert 0 < int(page.headers["Retry-After"]) <= 3600
    assert "asked for too many links for this email" in page.main
    assert "Nothing was booked. What you entered is still here." in page.main
    form = page.form("/rsvp")
    assert (form["name"], form["email"], form["dietary"]) == ("Ana Ruiz", HERS, "no nuts")
    assert rows(Rsvp) == FROM_HERE


def test_after_an_hour_the_same_form_books(client: Browser, clock: MovableClock) -> None:
    for _ in range(FROM_HERE):
        books(client)
    page = book(client, an_event(), name="Ana Ruiz", email=HERS)
    clock.forward(minutes=61)
    assert page.form("/rsvp").press().status == 200
    assert rows(Rsvp) == FROM_HERE + 1


def test_a_guest_books_though_a_stranger_had_six_mails_sent_to_her_and_reads_when_hers_comes(
    client: Browser, home: Browser
) -> None:
    had_six(client)
    page = book(home, an_event(), name="Ana Ruiz", email=HERS)
    assert page.status == 200
    assert "One seat is yours" in page.h1
    assert "so the next one will come at 1 p.m." in page.html
    assert rows(Rsvp) == MOST + 1
    assert mails()[-1].due_at == TODAY + timedelta(hours=1)


def test_she_takes_a_shift_and_applies_too_and_reads_when_those_mails_come(
    client: Browser, home: Browser
) -> None:
    had_six(client)
    taken = signs_up(home)
    assert taken.status == 303
    assert "so the next one will come at 1 p.m." in home.get(taken.location).html
    applied = apply(home)
    assert applied.status == 303
    assert "so the next one will come at 1:10 p.m." in home.get(applied.location).html
    assert rows(Signup) == 1
    assert db.session.scalars(select(Application)).one().sent_at is not None


def test_a_stranger_who_begins_five_applications_leaves_her_hers(client: Browser, home: Browser) -> None:
    for _ in range(5):
        first_screen(client, a_free_level(), name="Ana Ruiz", email=HERS)
    assert apply(home).status == 303


def test_it_is_one_count_over_bookings_shifts_links_and_applications(client: Browser) -> None:
    an_account(email=HERS)
    assert books(client).status == 303
    assert signs_up(client).status == 303
    assert ask(client, "signin", HERS).status == 303
    assert client.post("/my-data", email=HERS, follow=False).status == 303
    assert client.post("/rsvp/find", email=HERS, follow=False).status == 303
    assert apply(client).status == 303
    left = len(mails())
    assert left <= MOST
    refused = [
        ask(client, "signin", HERS),
        ask(client, "reset", HERS),
        client.post("/my-data", email=HERS, follow=False),
        client.post("/rsvp/find", email=HERS, follow=False),
    ]
    assert [page.status for page in refused] == [429] * len(refused)
    for page in refused:
        assert "an hour to one address, and you’ve reached that limit" in page.main, page.url
        assert "Retry-After" in page.headers
        assert HERS in page.html
    assert len(mails()) == left
    assert [books(client).status, signs_up(client).status] == [303, 303]
    assert books(client).status == 429, "the thirteenth from here"


def test_two_links_are_kept_for_her_whatever_a_stranger_asked_for_elsewhere(
    client: Browser, home: Browser
) -> None:
    an_account(email=HERS)
    had_six(client)
    assert ask(client, "signin", HERS).status == 429
    assert ask(home, "signin", HERS).status == 303
    assert client.post("/rsvp/find", email=HERS, follow=False).status == 429
    assert home.post("/my-data", email=HERS, follow=False).status == 303
    assert ask(home, "signin", HERS).status == 429


def test_forty_five_asked_from_many_networks_send_no_more_than_eight_links_in_the_hour(app: Flask) -> None:
    an_account(email=HERS)
    for number in range(45):
        ask(Browser(app, f"203.0.113.{number // 3}"), ("signin", "reset")[number % 2], HERS)
    assert throttle.MAILED_LINK.most < len(mails()) <= IN_ALL


@pytest.mark.parametrize("path", ["/signin/mail", "/password/forgotten", "/my-data", "/rsvp/find"])
def test_whether_an_address_is_known_shows_nowhere_in_a_refusal(client: Browser, path: str) -> None:
    an_account(email=HERS)
    a_booking(an_event(), email=HERS)
    said = []
    for email in (HERS, "nobody@example.test"):
        pages = [client.post(path, email=email, follow=False) for _ in range(MOST + 1)]
        said.append([(page.status, page.location, page.main.replace(email, "")) for page in pages])
    assert said[0] == said[1]
    assert said[0][-1][0] == 429


def test_whether_an_address_is_known_shows_nowhere_in_the_links_that_are_kept(
    client: Browser, home: Browser
) -> None:
    an_account(email=HERS)
    said = []
    for email in (HERS, "nobody@example.test"):
        for _ in range(MOST):
            ask(client, "signin", email)
        pages = [ask(home, "signin", email) for _ in range(4)]
        said.append([(page.status, page.location, page.main.replace(email, "")) for page in pages])
    assert said[0] == said[1]
    assert [status for status, _, _ in said[0]] == [303, 303, 429, 429]


def test_whether_an_address_is_known_shows_nowhere_when_its_mail_waits(
    client: Browser, home: Browser
) -> None:
    an_account(email=HERS)
    said = []
    for email in (HERS, "nobody@example.test"):
        for _ in range(MOST):
            books(client, email=email)
        shift = a_shift(an_opportunity(title="Pantry"), of=5)
        form = home.get(f"/volunteer/{shift.opportunity.slug}/{shift.public_id}").form("/volunteer/")
        said.append(form.fill(name="Ana Ruiz", email=email).press().html.replace(email, ""))
    assert "so the next one will come at 1 p.m." in said[0]
    assert said[0].split("<body")[1] == said[1].split("<body")[1]


def test_another_spelling_of_the_address_is_the_same_address(client: Browser) -> None:
    for _ in range(FROM_HERE // 2):
        books(client, email="ana@büro.test")
        books(client, email="ANA@xn--bro-hoa.test")
    assert books(client, email="Ana@BÜRO.test").status == 429


def test_who_signed_in_books_as_many_evenings_as_she_likes(client: Browser) -> None:
    sign_in(client, "member")
    statuses = [
        client.post(
            f"/events/{an_event().slug}/rsvp", party_size=1, nonce=f"nonce-of-mine-{n}", follow=False
        ).status
        for n in range(MOST + 2)
    ]
    assert statuses == [303] * (MOST + 2)


class TestWhatIsDoneByALink:
    def booked(self, client: Browser) -> tuple[Rsvp, ...]:
        had_six(client)
        return tuple(db.session.scalars(select(Rsvp).order_by(Rsvp.id)))

    def test_a_seat_can_always_be_given_back_and_the_page_says_when_the_mail_comes(
        self, client: Browser
    ) -> None:
        one = self.booked(client)[0]
        page = client.post(f"/rsvp/{one.token}/cancel")
        assert page.status == 200
        assert (
            "We sent many emails to this address in the past hour, so the next one will come at 1 p.m."
            in page.html
        )
        db.session.refresh(one)
        assert one.cancelled_at is not None
        last = mails()[-1]
        assert (last.kind, last.due_at) == ("events.cancelled", TODAY + timedelta(hours=1))

    def test_of_many_changes_only_the_last_is_told(self, client: Browser, clock: MovableClock) -> None:
        one, other = self.booked(client)[:2]
        for size in (2, 3, 2, 1, 2):
            clock.forward(minutes=1)
            client.post(f"/rsvp/{one.token}/change", party_size=size)
        client.post(f"/rsvp/{one.token}/cancel")
        client.post(f"/rsvp/{other.token}/cancel")
        waiting = [mail for mail in mails()[MOST:] if mail.withdrawn_at is None]
        assert [(mail.kind, mail.about_id) for mail in waiting] == [
            ("events.cancelled", one.id),
            ("events.cancelled", other.id),
        ]
        hour = TODAY + timedelta(hours=1)
        assert [mail.due_at for mail in waiting] == [hour, hour + mail_throttle.INTERVAL]

    def test_what_waited_leaves_in_its_time(self, client: Browser, server: Server) -> None:
        one = self.booked(client)[0]
        client.post(f"/rsvp/{one.token}/cancel")
        for minutes, many in ((0, MOST), (59, MOST), (60, MOST + 1)):
            delivery.send_due(now=TODAY + timedelta(minutes=minutes))
            assert len(server.mails) == many

    def test_a_shift_given_up_and_kept_again_and_again_mails_once_more(self, client: Browser) -> None:
        assert signs_up(client).status == 303
        signup = db.session.scalars(select(Signup)).one()
        client.post(f"/volunteer/shift/{signup.token}/accept")
        for _ in range(MOST - len(mails())):
            books(client)
        for _ in range(4):
            page = client.post(f"/volunteer/shift/{signup.token}/release")
            assert "so the next one will come at 1 p.m." in page.html
            client.post(f"/volunteer/shift/{signup.token}/keep")
        assert len([one for one in mails() if one.withdrawn_at is None]) == MOST + 1
