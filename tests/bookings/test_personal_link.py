"""By her personal link a guest sees her booking, changes it and gives it back. Opening changes nothing."""

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import func, select, text

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.mail.models import Mail
from chapter.web.csrf import FORM_EXPIRED
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event


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


def rows() -> list[Any]:
    """Everything that a press could change."""
    tables = ("rsvps", "events", "mails", "audit_entries", "people")
    return [db.session.execute(text(f"SELECT * FROM {name} ORDER BY id")).all() for name in tables]  # noqa: S608 - names of ours alone


class TestLooking:
    def test_she_sees_what_she_has(self, client: Browser) -> None:
        page = client.get(address(a_seat(of=2)))
        assert page.status == 200
        assert "Two seats are yours" in page.h1
        assert "The Long Table" in page.main
        assert page.headers["Cache-Control"] == "private, no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"

    def test_she_sees_where_to_go(self, client: Browser) -> None:
        event = an_event("The Long Table", seats=1, address="1810 S. Sample Street")
        seated, waiting = a_booking(event), a_booking(event)
        assert "1810 S. Sample Street" in client.get(address(seated)).main
        for booking in (seated, waiting):
            assert "openstreetmap" in client.get(address(booking)).links()["Map"]

    def test_she_sees_her_place_in_line(self, client: Browser) -> None:
        _, waiting = a_waiting()
        assert "Your party of two is first on the waitlist." in client.get(address(waiting)).main

    def test_she_sees_why_she_was_seated(self, client: Browser) -> None:
        seated, waiting = a_waiting()
        with db.writing():
            bookings.cancel(seated, by=GUEST, now=TODAY)
        page = client.get(address(waiting))
        assert "Three seats opened up at noon. Your party of two was first on the waitlist." in page.main
        assert seated.name not in page.text

    def test_the_code_for_the_door_is_on_the_page_of_those_who_come(self, client: Browser) -> None:
        seated, waiting = a_waiting()
        page = client.get(address(seated))
        picture = page.soup.find("img", src=address(seated, "/ticket.svg"))
        assert picture is not None
        assert client.get(address(seated, "/ticket.svg")).headers["Content-Type"] == "image/svg+xml"
        assert "ticket.svg" not in client.get(address(waiting)).html
        assert client.get(address(waiting, "/ticket.svg")).status == 404

    def test_the_code_is_not_the_link(self, client: Browser) -> None:
        booking = a_seat()
        assert len(bytes.fromhex(booking.checkin_code)) == 16
        assert booking.checkin_code not in client.get(address(booking)).html
        assert client.get(f"/rsvp/{booking.checkin_code}").status == 404

    def test_only_those_who_come_see_the_online_link(self, client: Browser) -> None:
        event = an_event(seats=1, online_url="https://meet.example.test/room")
        seated, waiting = a_booking(event), a_booking(event)
        for more in ("", "/event.ics"):
            assert b"meet.example.test/room" in client.get(address(seated, more)).body
            assert b"meet.example.test/room" not in client.get(address(waiting, more)).body
        assert b"meet.example.test/room" not in client.get(f"/events/{event.slug}").body

    def test_her_calendar_file_is_the_same_entry_as_everybodys(self, client: Browser) -> None:
        booking = a_seat()
        files = [address(booking, "/event.ics"), f"/events/{booking.event.slug}.ics", "/events.ics"]
        entries = [Calendar.from_ical(client.get(file).body).walk("VEVENT")[0] for file in files]
        assert {str(entry["UID"]) for entry in entries} == {booking.event.uid}
        hers, *everybodys = [int(str(entry["SEQUENCE"])) for entry in entries]
        assert everybodys == [booking.event.sequence] * 2
        assert hers > booking.event.sequence, "what her own file says counts over everybody’s"

    def test_opening_every_address_changes_nothing(self, client: Browser) -> None:
        for booking in a_waiting():
            before = rows()
            for more in ("", ".json", "/ticket.svg", "/event.ics", "/change", "/cancel"):
                for _ in range(3):
                    client.send("GET", address(booking, more))
                    client.head(address(booking, more))
            assert rows() == before


class TestForPrograms:
    def test_one_who_comes(self, client: Browser) -> None:
        assert client.get(address(a_seat(of=2), ".json")).json == {
            "status": "going", "party_size": 2, "place": None, "held_until": None,
        }  # fmt: skip

    def test_one_who_waits(self, client: Browser) -> None:
        _, waiting = a_waiting()
        found = client.get(address(waiting, ".json")).json
        assert found == {"status": "waitlisted", "party_size": 2, "place": 1, "held_until": None}

    def test_one_who_gave_it_back(self, client: Browser) -> None:
        booking = a_seat()
        with db.writing():
            bookings.cancel(booking, by=GUEST, now=TODAY)
        assert client.get(address(booking, ".json")).json["status"] == "cancelled"

    def test_nobody_comes_to_a_cancelled_event(self, client: Browser) -> None:
        booking = a_seat()
        with db.writing():
            db.lock(booking.event).cancelled_at = TODAY
        assert client.get(address(booking, ".json")).json["status"] == "cancelled"

    def test_an_unknown_link(self, client: Browser) -> None:
        page = client.get("/rsvp/aaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaa.json")
        assert page.status == 404
        assert page.json["error"]


class TestChanging:
    def test_fewer_come_and_the_seats_go_on(self, client: Browser) -> None:
        seated, waiting = a_waiting(of=1)
        page = client.get(address(seated)).form("/change").fill(party_size=2).press()
        assert page.steps == [303]
        assert "Two seats are yours" in page.h1
        db.session.expire_all()
        assert waiting.going

    def test_more_come_while_seats_are_free(self, client: Browser) -> None:
        page = client.get(address(a_seat())).form("/change").fill(party_size=3).press()
        assert "Three seats are yours" in page.h1

    def test_when_none_is_free_hers_stay_hers(self, client: Browser) -> None:
        seated, _ = a_waiting()
        with db.writing():
            bookings.resize(seated, to=2, by=GUEST, now=TODAY)
        booked = a_booking(seated.event, of=1)
        page = client.get(address(booked)).form("/change").fill(party_size=3).press()
        assert page.status == 422
        assert "keep the seats" in page.errors["party_size"] or "in all" in page.errors["party_size"]
        db.session.expire_all()
        assert booked.party_size == 1

    @pytest.mark.parametrize("now_at_most", [{"party_limit": 2}, {"capacity": 2}])
    def test_fewer_may_come_though_the_office_lowered_the_limit_below_them(
        self, client: Browser, now_at_most: dict[str, int]
    ) -> None:
        booking = a_seat(of=5)
        with db.writing():
            for name, value in now_at_most.items():
                setattr(booking.event, name, value)
        page = client.get(address(booking)).form("/change").fill(party_size=4).press()
        assert "Four seats are yours" in page.h1
        again = page.form("/change").fill(party_size=5).press()
        assert "party_size" in again.errors

    def test_a_waiting_party_may_shrink_and_keeps_its_place(self, client: Browser) -> None:
        _, waiting = a_waiting(of=3)
        page = client.get(address(waiting)).form("/change").fill(party_size=1).press()
        assert "first on the waitlist" in page.main

    @pytest.mark.parametrize("size", ["", "0", "-3", "1e9", str(2**63), "many", "21"])
    def test_nonsense_is_said_beside_the_field(self, client: Browser, size: str) -> None:
        booking = a_seat()
        page = client.post(address(booking, "/change"), party_size=size)
        assert page.status == 422
        assert page.errors["party_size"]
        db.session.expire_all()
        assert booking.party_size == 1

    def test_an_unproved_press_changes_nothing(self, client: Browser) -> None:
        booking = a_seat()
        assert client.post(address(booking, "/change"), proved=False, party_size=2).status == 422
        page = client.post(address(booking, "/cancel"), proved=False)
        assert page.status == 422
        assert FORM_EXPIRED in page.main
        db.session.expire_all()
        assert (booking.party_size, booking.cancelled_at) == (1, None)

    def test_a_link_can_not_be_made_to_write_many_mails(self, client: Browser) -> None:
        booking = a_seat()
        statuses = [
            client.post(address(booking, "/change"), follow=False, party_size=1 + n % 2).status
            for n in range(25)
        ]
        assert statuses[-1] == 429
        assert (db.session.scalar(select(func.count(Mail.id))) or 0) <= 22


class TestGivingBack:
    def test_all_seats_go_to_whoever_is_next(self, client: Browser) -> None:
        seated, waiting = a_waiting()
        page = client.get(address(seated)).form("/cancel").press()
        assert page.steps == [303]
        assert "Your booking is canceled" in page.h1
        assert not page.has_form("/cancel")
        db.session.expire_all()
        assert waiting.going

    def test_she_may_leave_the_line(self, client: Browser) -> None:
        _, waiting = a_waiting()
        page = client.get(address(waiting)).form("/cancel").press("Leave the waitlist")
        assert "left the waitlist" in page.main
        assert waiting.cancellation_cause == "guest"

    def test_twice_is_as_good_as_once(self, client: Browser) -> None:
        booking = a_seat()
        first = client.get(address(booking))
        first.form("/cancel").press()
        assert first.form("/cancel").press().status == 200
        kinds = list(db.session.scalars(select(Mail.kind)))
        assert kinds.count("events.cancelled") == 1

    def test_afterwards_nothing_can_be_changed(self, client: Browser) -> None:
        booking = a_seat()
        old = client.get(address(booking)).form("/change")
        client.post(address(booking, "/cancel"))
        page = old.fill(party_size=2).press()
        assert page.status == 422
        assert "already canceled" in page.errors[""]
        assert client.get(address(booking, "/ticket.svg")).status == 404

    def test_when_staff_did_it_she_reads_why_but_not_who(self, client: Browser) -> None:
        booking, lead = a_seat(), a_person("Dana Director")
        with db.writing():
            bookings.cancel(booking, by=lead.actor, now=TODAY, why="The room is smaller than we thought.")
        page = client.get(address(booking))
        assert "The room is smaller than we thought." in page.main
        assert "Dana" not in page.main


class TestWhatHappenedToTheEvent:
    def test_it_was_cancelled(self, client: Browser) -> None:
        booking = a_seat()
        with db.writing():
            event = db.lock(booking.event)
            event.cancelled_at, event.cancelled_why = TODAY, "The pipes froze."
        page = client.get(address(booking))
        assert "The pipes froze." in page.main
        assert not page.has_form("/change")
        assert not page.has_form("/cancel")
        assert client.get(address(booking, "/ticket.svg")).status == 404
        assert client.post(address(booking, "/cancel")).status == 422

    def test_it_is_over(self, client: Browser, clock: MovableClock) -> None:
        booking = a_seat()
        clock.forward(days=9)
        page = client.get(address(booking))
        assert "over" in page.main
        assert not page.has_form("/cancel")
