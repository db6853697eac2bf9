"""What reaches her calendar: one UID for ever, a SEQUENCE that grows, a cancelled entry, a zone's new law."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from chapter import db, schedule
from chapter.audit import Actor, Entry
from chapter.bookings import placeholders
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes, undo, zone_law
from chapter.mail.models import Mail
from chapter.refusal import Refused
from tests.bookings.waitlists import asked, decline
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in
from tests.held_mails import release_held
from tests.statement_count import counted

STAFF = Actor("person", 1)
HOUR = timedelta(hours=1)


def entry_of(rsvp: Rsvp) -> Any:
    """The event in the calendar file that the outbox would enclose now."""
    file = placeholders.calendar_file(rsvp.id)
    assert file is not None
    return Calendar.from_ical(file.data).walk("VEVENT")[0]


def change(event: Event, **values: Any) -> None:
    with db.writing():
        event = db.lock(event)
        details = lifecycle.EventDetails(**{**vars(lifecycle.details_of(event)), **values})
        changes.change_event(event, details, by=STAFF, now=TODAY)


def last_mail(kind: str) -> Mail:
    db.session.rollback()
    return db.first_or_404(select(Mail).where(Mail.kind == f"events.{kind}").order_by(Mail.id.desc()))


@pytest.mark.parametrize(
    ("values", "raised"),
    [
        ({"title": "Another name"}, 1),
        ({"place": "Another room"}, 1),
        ({"starts_wall": datetime(2026, 12, 1, 17)}, 1),  # noqa: DTZ001 - what the wall says
        ({"summary": "Other words", "capacity": 40}, 0),
    ],
)
def test_the_sequence_grows_with_what_stands_in_calendars(
    app: Flask, values: dict[str, Any], raised: int
) -> None:
    event = an_event(starts_at=datetime(2026, 12, 1, 22, tzinfo=UTC), place="The Long Room")
    rsvp = a_booking(event)
    before = entry_of(rsvp)
    change(event, **values)
    after = entry_of(rsvp)
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + raised)


def test_her_calendar_learns_that_she_gave_back_and_that_she_comes_again(app: Flask) -> None:
    event = an_event()
    first = a_booking(event, name="Ana Lopez", email="ana@example.test")
    booked = entry_of(first)
    with db.writing():
        bookings.cancel(first, by=GUEST, now=TODAY + HOUR)
    gone = entry_of(first)
    again = entry_of(a_booking(event, name="Ana Lopez", email="ana@example.test", now=TODAY + 2 * HOUR))
    assert [entry["STATUS"] for entry in (booked, gone, again)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert booked["UID"] == gone["UID"] == again["UID"]
    assert booked["DTSTAMP"].dt < gone["DTSTAMP"].dt < again["DTSTAMP"].dt
    assert [name for name, _ in last_mail("cancelled").attachments] == ["events.calendar"]


def test_who_waits_stands_tentatively_in_her_calendar_until_the_seat_is_hers(app: Flask) -> None:
    event = an_event("The Long Table", seats=1)
    first = a_booking(event)
    waits = a_booking(event)
    before = entry_of(waits)
    assert (before["STATUS"], before["SUMMARY"]) == ("TENTATIVE", "On the waitlist: The Long Table")
    with db.writing():
        bookings.cancel(first, by=GUEST, now=TODAY)
    after = entry_of(waits)
    assert (after["STATUS"], after["SUMMARY"]) == ("CONFIRMED", "The Long Table")
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)


def test_a_seat_that_is_only_held_for_her_is_not_sure_either(app: Flask) -> None:
    event, bea = asked()
    held = entry_of(bea)
    assert held["STATUS"] == "TENTATIVE"
    assert held["SUMMARY"] == f"Seat offered: {event.title}"
    decline(bea)
    left = entry_of(bea)
    assert (left["STATUS"], left["SEQUENCE"] > held["SEQUENCE"]) == ("CANCELLED", True)


def test_who_waited_and_leaves_takes_it_out_of_her_calendar(app: Flask) -> None:
    """She may have put it there from her booking's page."""
    event = an_event(seats=1)
    a_booking(event)
    waiting = a_booking(event)
    before = entry_of(waiting)
    with db.writing():
        bookings.cancel(waiting, by=GUEST, now=TODAY)
    assert last_mail("cancelled").attachments == [["events.calendar", waiting.id]]
    after = entry_of(waiting)
    assert (after["STATUS"], after["SEQUENCE"] > before["SEQUENCE"]) == ("CANCELLED", True)


def test_the_file_behind_her_link_says_that_she_waits(app: Flask, client: Browser) -> None:
    event = an_event(seats=1)
    a_booking(event)
    file = client.get(f"/rsvp/{a_booking(event).token}/event.ics")
    assert "STATUS:TENTATIVE" in file.response.text
    assert "SUMMARY:On the waitlist: " in file.response.text


def test_each_thing_that_happens_to_a_booking_is_later_to_a_calendar(app: Flask) -> None:
    """Waits, has the seat, the event is cancelled and it is taken back, gives the seat back, waits again."""
    event = an_event(seats=1)
    first = a_booking(event)
    hers = a_booking(event, name="Ana Lopez", email="ana@example.test")
    seen = [entry_of(hers)]
    with db.writing():
        bookings.cancel(first, by=GUEST, now=TODAY)
    seen.append(entry_of(hers))
    with db.writing():
        changes.cancel_event(db.lock(event), why="The kiln is broken.", by=STAFF, now=TODAY)
    seen.append(entry_of(hers))
    with db.writing():
        undo.revive(db.lock(event), by=STAFF, now=TODAY)
    seen.append(entry_of(hers))
    with db.writing():
        bookings.cancel(hers, by=GUEST, now=TODAY)
    seen.append(entry_of(hers))
    a_booking(event)
    seen.append(entry_of(a_booking(event, name="Ana Lopez", email="ana@example.test")))
    assert [entry["STATUS"] for entry in seen] == [
        "TENTATIVE", "CONFIRMED", "CANCELLED", "CONFIRMED", "CANCELLED", "TENTATIVE",
    ]  # fmt: skip
    numbers = [entry["SEQUENCE"] for entry in seen]
    assert numbers == sorted(set(numbers))


def test_a_cancelled_event_takes_itself_out_of_calendars(app: Flask) -> None:
    event = an_event()
    rsvp = a_booking(event)
    before = entry_of(rsvp)
    with db.writing():
        changes.cancel_event(db.lock(event), why="The kiln is broken.", by=STAFF, now=TODAY)
    after = entry_of(rsvp)
    assert (after["STATUS"], after["SEQUENCE"] > before["SEQUENCE"]) == ("CANCELLED", True)
    release_held()
    assert last_mail("called_off").attachments == [["events.calendar", rsvp.id]]


def test_an_erased_booking_has_no_calendar_file(app: Flask) -> None:
    rsvp = a_booking(an_event())
    with db.writing():
        rsvp.erased_at = TODAY
    assert placeholders.calendar_file(rsvp.id) is None


@pytest.fixture
def by_the_old_law(app: Flask) -> Event:
    """An event whose moment was computed when its zone was an hour off what it is now."""
    event = an_event("The Long Table", starts_at=TODAY + timedelta(days=30))
    with db.writing():
        old = update(Event).values(starts_at=event.starts_at - HOUR, ends_at=event.ends_at - HOUR)
        db.session.execute(old)
    db.session.expire_all()
    return event


class TestTheLawOfAZone:
    def test_the_event_keeps_its_wall_and_its_moment_moves(self, by_the_old_law: Event) -> None:
        rsvp, wall, was = a_booking(by_the_old_law), by_the_old_law.starts_wall, by_the_old_law.starts_at
        before = entry_of(rsvp)
        schedule._follow_zone_law(TODAY)
        event = db.session.get_one(Event, by_the_old_law.id)
        assert (event.starts_wall, event.starts_at) == (wall, was + HOUR)
        after = entry_of(rsvp)
        assert after["SEQUENCE"] == before["SEQUENCE"] + 1
        assert after["DTSTART"].dt == before["DTSTART"].dt + HOUR

    def test_nobody_is_offered_to_undo_what_the_law_changed(
        self, by_the_old_law: Event, client: Browser
    ) -> None:
        a_booking(by_the_old_law)
        sign_in(client, "events")
        schedule._follow_zone_law(TODAY)
        assert "Nothing needs your attention." in client.get("/office/").main
        said = db.session.scalars(select(Broadcast)).one()
        with pytest.raises(Refused, match="were already sent"), db.writing():
            holds.undo(said, by=STAFF, now=TODAY)

    def test_those_who_come_get_the_new_file_once_and_the_log_says_why(self, by_the_old_law: Event) -> None:
        rsvp = a_booking(by_the_old_law)
        schedule._follow_zone_law(TODAY)
        schedule._follow_zone_law(TODAY)
        assert release_held() == 1
        assert last_mail("zone_law").attachments == [["events.calendar", rsvp.id]]
        entries = list(db.session.scalars(select(Entry).where(Entry.verb == "moved by law")))
        assert [(entry.actor_name, "time zone rules have changed" in entry.why) for entry in entries] == [
            ("zone law", True)
        ]

    def test_a_draft_moves_and_nobody_is_written_to(self, by_the_old_law: Event) -> None:
        with db.writing():
            by_the_old_law.published_at = None
        with db.writing():
            assert zone_law.follow_zone_law(db.lock(by_the_old_law), now=TODAY) == 0
        assert by_the_old_law.sequence == 1

    def test_what_the_law_skips_is_later_and_keeps_its_length(self, app: Flask) -> None:
        walls = datetime.fromisoformat("2027-03-14T02:00"), datetime.fromisoformat("2027-03-14T03:00")
        event = an_event(starts_at=TODAY + timedelta(days=104), hours=1)
        with db.writing():
            event.starts_wall, event.ends_wall = walls
        schedule._follow_zone_law(TODAY)
        db.session.expire_all()
        assert event.ends_at - event.starts_at == HOUR

    def test_nothing_moves_while_the_law_stands(self, app: Flask) -> None:
        an_event()
        an_event(zone="Asia/Kathmandu")
        with counted() as sent:
            assert schedule._follow_zone_law(TODAY) == 0
        assert len(sent) == 1
