"""From a draft to a public event, its changes, and its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.bookings import queries as bookings_queries
from chapter.bookings.rules import bookings
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events.rules.lifecycle import EventDetails
from chapter.events_office.rules import changes
from chapter.mail.models import Mail
from chapter.people.salutation import salutation
from chapter.refusal import Refused
from chapter.web.models import OldAddress
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_crowd, a_draft, an_event, sign_in
from tests.held_mails import release_held
from tests.statement_count import counted

BY = Actor("command", name="test")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def details(**more: Any) -> EventDetails:
    base = EventDetails(
        title="The Long Table",
        starts_wall=wall("2026-12-10T18:30"),
        ends_wall=wall("2026-12-10T21:00"),
        zone="America/Chicago",
        place="Pilsen Hall",
        capacity=48,
    )
    return replace(base, **more)


def create(**more: Any) -> Event:
    with db.writing():
        return lifecycle.create(details(**more), by=BY, now=TODAY)


def change(event: Event, *, now: datetime = TODAY, **more: Any) -> int:
    with db.writing():
        held = db.lock(event)
        changed = replace(lifecycle.details_of(held), **more)
        return changes.change_event(held, changed, by=BY, now=now)


def publish(event: Event) -> None:
    with db.writing():
        lifecycle.publish(db.lock(event), by=BY, now=TODAY)


def cancel(event: Event, why: str = "It rains.") -> int:
    with db.writing():
        return changes.cancel_event(db.lock(event), why=why, by=BY, now=TODAY)


def mails(kind: str) -> list[Mail]:
    release_held()
    return list(db.session.scalars(select(Mail).where(Mail.kind == f"events.{kind}").order_by(Mail.id)))


def entries(verb: str) -> list[Entry]:
    return list(
        db.session.scalars(
            select(Entry).where(Entry.verb == verb, Entry.record_kind == "events").order_by(Entry.id)
        )
    )


def test_a_new_event_is_a_draft_that_guests_do_not_see(app: Flask, client: Browser) -> None:
    event = create()
    assert event.draft
    assert event.slug == "the-long-table"
    assert event.starts_at == datetime(2026, 12, 11, 0, 30, tzinfo=UTC)
    assert client.get("/events/the-long-table").status == 404


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Résumé Hour: Part 2", "resume-hour-part-2"),
        ("Ana’s Table", "anas-table"),
        ("夜", "event"),
        ("New", "new-2"),
        ("Word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_the_address_follows_from_the_title(app: Flask, title: str, slug: str) -> None:
    assert create(title=title.strip()).slug == slug


def test_a_second_event_of_the_same_title_gets_a_number(app: Flask) -> None:
    assert [create().slug for _ in range(3)] == ["the-long-table", "the-long-table-2", "the-long-table-3"]


def test_an_old_address_leads_to_the_present_one_in_site_and_office(app: Flask, client: Browser) -> None:
    event = create()
    publish(event)
    change(event, slug="supper")
    assert client.get("/events/the-long-table", follow=False).location == "/events/supper"
    sign_in(client, "events")
    assert client.get("/office/events/the-long-table").h1 == "The Long Table"


def test_nobody_else_gets_an_address_that_leads_somewhere(app: Flask) -> None:
    event = create()
    publish(event)
    change(event, slug="supper")
    assert create().slug == "the-long-table-2"
    other = create(title="Other")
    with pytest.raises(Refused, match="used this address"):
        change(other, slug="the-long-table")
    with pytest.raises(Refused, match="has this address"):
        change(other, slug="supper")


def test_going_back_to_an_old_address_leaves_no_circle(app: Flask, client: Browser) -> None:
    event = create()
    publish(event)
    change(event, slug="supper")
    change(event, slug="the-long-table")
    assert client.get("/events/the-long-table", follow=False).status == 200
    assert client.get("/events/supper", follow=False).location == "/events/the-long-table"


def test_an_empty_address_is_made_from_the_title_again(app: Flask) -> None:
    event = create()
    change(event, title="Winter Table", slug="")
    assert event.slug == "winter-table"
    assert db.session.scalar(select(OldAddress.slug)) is None, "nobody knew the draft’s address"


def test_a_time_that_clocks_skip_is_refused_with_a_sentence(app: Flask) -> None:
    with pytest.raises(
        Refused, match=r"That day, clocks in Chicago are set forward and skip 2:30 a.m. Choose"
    ) as refused:
        create(starts_wall=wall("2027-03-14T02:30"), ends_wall=wall("2027-03-14T05:00"))
    assert refused.value.field == "starts_wall"


def test_a_time_that_comes_twice_is_the_first_of_the_two(app: Flask) -> None:
    event = create(starts_wall=wall("2027-11-07T01:30"), ends_wall=wall("2027-11-07T05:00"))
    assert event.starts_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_wall": wall("2026-12-10T18:30")}, "ends_wall"),
        ({"rsvp_closes_wall": wall("2026-12-11T18:30")}, "rsvp_closes_wall"),
        ({"rsvp_opens_wall": wall("2026-12-10T21:00")}, "rsvp_opens_wall"),
        (
            {"rsvp_opens_wall": wall("2026-12-09T12:00"), "rsvp_closes_wall": wall("2026-12-08T12:00")},
            "rsvp_closes_wall",
        ),
    ],
)
def test_times_in_an_impossible_order_are_refused(app: Flask, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        create(**more)
    assert refused.value.field == field


def test_publishing_needs_a_place_or_a_link_and_a_day_to_come(app: Flask) -> None:
    with pytest.raises(Refused, match="place or a link"):
        publish(create(place=""))
    with pytest.raises(Refused, match="already over"):
        publish(create(starts_wall=wall("2026-11-01T18:00"), ends_wall=wall("2026-11-01T20:00")))


def test_it_can_be_made_a_draft_again_only_while_nobody_has_booked(app: Flask) -> None:
    event = an_event()
    with db.writing():
        changes.unpublish(db.lock(event), by=BY, now=TODAY)
    assert event.draft
    publish_again = an_event()
    a_booking(publish_again)
    with pytest.raises(Refused, match="Someone has booked"), db.writing():
        changes.unpublish(db.lock(publish_again), by=BY, now=TODAY)


def test_another_time_is_told_to_all_who_come_or_wait(app: Flask) -> None:
    event = an_event(seats=2, place="Pilsen Hall", online_url="https://meet.test/secret")
    ana, bea, gone = a_booking(event, of=2), a_booking(event), a_booking(event)
    with db.writing():
        bookings.cancel(gone, by=BY, now=TODAY)
    assert change(event, place="Bridge House") == 2
    first, second = mails("moved")
    assert (first.to_address, second.to_address) == (ana.email, bea.email)
    assert salutation(ana) in first.text
    assert "Bridge House" in first.text
    assert "was planned for Monday, November 30, noon to 2 p.m. Central Time, Pilsen Hall." in first.text
    assert "Join here" in first.text
    assert "Join here" not in second.text, "who waits does not get the link"
    assert event.sequence == 1
    assert first.attachments == [["events.calendar", ana.id]]
    assert second.attachments == [["events.calendar", bea.id]], "hers says that she waits"


def test_the_reason_of_a_move_stands_in_the_mail_and_in_the_log(app: Flask) -> None:
    event = an_event(place="Pilsen Hall")
    a_booking(event)
    with db.writing():
        held = db.lock(event)
        moved = replace(lifecycle.details_of(held), place="Bridge House")
        changes.change_event(held, moved, by=BY, now=TODAY, why="The hall has no heat.")
    assert "Pilsen Hall. The hall has no heat. Here are the new details." in mails("moved")[0].text
    assert entries("changed")[0].why == "The hall has no heat."


def test_another_link_to_join_is_told_to_those_who_come_alone(app: Flask) -> None:
    event = an_event(seats=1, online_url="https://meet.test/one")
    a_booking(event)
    a_booking(event)
    assert change(event, online_url="https://meet.test/two") == 1
    assert "The link to join this event has changed." in mails("moved")[0].text


def test_other_words_are_told_to_nobody_and_calendars_hear_only_of_the_title(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    assert change(event, story="More about it", capacity=60) == 0
    assert event.sequence == 0
    change(event, title="Another name")
    assert event.sequence == 1
    assert mails("moved") == []


def test_a_draft_or_an_evening_that_is_over_moves_silently(app: Flask) -> None:
    over = an_event(starts_at=TODAY - timedelta(days=2))
    change(over, place="Somewhere else")
    assert mails("moved") == []


def test_saving_without_a_change_changes_nothing(app: Flask) -> None:
    event = an_event()
    assert change(event) == 0
    assert event.version == 1
    assert entries("changed") == []


def test_every_change_is_logged_with_before_and_after(app: Flask) -> None:
    event = an_event(place="Pilsen Hall")
    change(event, place="Bridge House", capacity=12)
    entry = entries("changed")[0]
    assert entry.fields == ["capacity", "place"]
    assert entry.values is not None
    assert entry.values.before == {"capacity": None, "place": "Pilsen Hall"}
    assert entry.values.after == {"capacity": 12, "place": "Bridge House"}


def test_cancelling_tells_all_with_the_reason_and_closes_their_bookings(app: Flask) -> None:
    event = an_event(seats=1)
    ana, bea = a_booking(event), a_booking(event)
    cancel(event, why="The boiler broke.")
    assert [mail.to_address for mail in mails("called_off")] == [ana.email, bea.email]
    assert all("The boiler broke." in mail.text for mail in mails("called_off"))
    assert (ana.status, ana.cancellation_cause) == ("cancelled", "event")
    assert bookings_queries.occupancy(event).taken == 0
    assert mails("seated") == [], "nobody moves up into an event that is cancelled"
    assert entries("cancelled")[0].why == "The boiler broke."


def test_cancelling_twice_tells_nobody_twice(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    assert (cancel(event), cancel(event)) == (1, 0)
    assert len(mails("called_off")) == 1


def test_a_reason_is_needed_and_a_draft_has_nothing_to_cancel(app: Flask) -> None:
    with pytest.raises(Refused, match="Enter a reason"):
        cancel(an_event(), why="")
    with pytest.raises(Refused, match="draft"):
        cancel(a_draft())


def test_hundreds_are_told_in_as_many_statements_as_two(app: Flask) -> None:
    asked = {}
    for guests in (2, 600):
        event = an_event()
        a_crowd(event, of=guests)
        with counted() as asked[guests]:
            assert cancel(event) == guests
    assert len(asked[600]) == len(asked[2])
