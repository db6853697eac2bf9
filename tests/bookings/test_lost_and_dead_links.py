"""A link that opens nothing explains itself, and a lost one is mailed again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import erasure
from chapter.events.models import Event
from chapter.mail import placeholders
from chapter.mail.models import Mail
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, an_event


def a_seat(event: Event | None = None, **more: Any) -> Rsvp:
    """A booking with its seats."""
    return a_booking(event or an_event("The Long Table", seats=10), **more)


def a_waiting(of: int = 2) -> tuple[Rsvp, Rsvp]:
    """Who sits in a full room of three, and the party that waits for it."""
    event = an_event("The Long Table", seats=3)
    return a_booking(event, of=3), a_booking(event, of=of)


def address(rsvp: Rsvp, more: str = "") -> str:
    """Her link."""
    return f"/rsvp/{rsvp.token}{more}"


class TestLinks:
    @pytest.mark.parametrize(
        "token",
        ["x", "aaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaa", "%00", "%ff%fe", "a" * 500, "..", "1", "'", "-"],
    )
    def test_an_unknown_one_explains_itself(self, client: Browser, token: str) -> None:
        page = client.get(f"/rsvp/{token}")
        assert page.status == 404
        for more in ("/change", "/cancel"):
            assert client.post(f"/rsvp/{token}{more}", party_size=1).status == 404

    def test_a_dead_one_offers_a_new_one(self, client: Browser) -> None:
        booking = a_seat()
        old = address(booking)
        with db.writing():
            booking.link_version += 1
            db.session.add(booking)
        page = client.get(old)
        assert page.status == 404
        assert "/rsvp/find" in page.links().values()
        assert client.get(address(booking)).status == 200

    def test_after_erasure_the_link_is_dead(self, client: Browser) -> None:
        booking = a_seat()
        old = address(booking)
        with db.writing():
            erasure.erase(booking, by=GUEST, now=TODAY)
        assert client.get(old).status == 404

    def test_one_booking_does_not_open_another(self, client: Browser) -> None:
        mine, other = a_seat(), a_seat()
        mixed = f"{other.public_id}-{mine.token.partition('-')[2]}"
        assert client.get(f"/rsvp/{mixed}").status == 404

    def test_the_mail_carries_her_link_calendar_and_code(self, client: Browser) -> None:
        booking = a_seat()
        assert placeholders.link("events.booking", booking.id) == f"http://chapter.test{address(booking)}"
        calendar = placeholders.attachment("events.calendar", booking.id)
        ticket = placeholders.attachment("events.ticket", booking.id)
        assert calendar is not None
        assert b"METHOD:PUBLISH" in calendar.data
        assert ticket is not None
        assert ticket.data.startswith(b"\x89PNG")

    def test_no_ticket_is_enclosed_for_one_who_waits_or_gave_it_back(self, client: Browser) -> None:
        seated, waiting = a_waiting()
        assert placeholders.attachment("events.ticket", waiting.id) is None
        client.post(address(waiting, "/cancel"))
        assert placeholders.attachment("events.calendar", 10**6) is None
        assert placeholders.attachment("events.ticket", 10**6) is None
        assert placeholders.attachment("events.ticket", seated.id) is not None


class TestLosingTheLink:
    def found(self) -> list[Mail]:
        """The mails that carry links again."""
        return list(db.session.scalars(select(Mail).where(Mail.kind.startswith("events.found"))))

    def test_every_live_booking_of_that_email_is_in_one_mail(self, client: Browser) -> None:
        live = [a_seat(an_event(), email="priya@raghunathan.test") for _ in range(2)]
        a_seat(
            an_event(starts_at=TODAY - timedelta(days=3)),
            email="priya@raghunathan.test",
            now=TODAY - timedelta(days=4),
        )
        gone = a_seat(an_event(), email="priya@raghunathan.test")
        client.post(address(gone, "/cancel"))
        page = client.get("/rsvp/find").form("/rsvp/find").fill(email="PRIYA@raghunathan.test").press()
        assert page.url == "/rsvp/mailed"
        (mail,) = self.found()
        assert sorted(number for _, number in mail.placeholders.values()) == sorted(one.id for one in live)
        assert gone.event.title not in mail.text

    def test_the_answer_is_the_same_for_an_unknown_email(self, client: Browser, another: Browser) -> None:
        a_seat(email="priya@raghunathan.test")
        known = client.get("/rsvp/find").form("/rsvp/find").fill(email="priya@raghunathan.test").press()
        unknown = another.get("/rsvp/find").form("/rsvp/find").fill(email="mira@raghunathan.test").press()
        assert (known.status, known.url, known.body) == (unknown.status, unknown.url, unknown.body)
        assert len(self.found()) == 1

    def test_an_email_with_a_slip_is_said(self, client: Browser) -> None:
        page = client.get("/rsvp/find").form("/rsvp/find").fill(email="priya@raghunathan").press()
        assert page.status == 422
        assert "is missing its ending" in page.errors["email"]
        assert page.form("/rsvp/find")["email"] == "priya@raghunathan"

    def test_it_can_be_asked_five_times_an_hour(self, client: Browser) -> None:
        asked = [
            client.post("/rsvp/find", follow=False, email="priya@raghunathan.test").status for _ in range(6)
        ]
        assert asked == [303] * 5 + [429]
