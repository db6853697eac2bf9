"""From a draft to a public event, its changes, and its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor, Entry
from chapter.events import queries
from chapter.events.models import Event, OldSlug
from chapter.events.rules import parties, publishing
from chapter.events.rules.publishing import Details
from chapter.mail.models import Mail
from chapter.refusal import Refused, Stale
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_crowd, a_draft, a_lead, an_account, an_event, sign_in
from tests.statements import statements_of

BY = Actor("command", name="test")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def details(**more: Any) -> Details:
    base = Details(
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
        return publishing.create(details(**more), by=BY, now=TODAY)


def change(event: Event, *, version: int | None = None, now: datetime = TODAY, **more: Any) -> int:
    with db.writing():
        held = db.lock(event)
        changed = replace(publishing.details_of(held), **more)
        return publishing.change(held, changed, version=version or held.version, by=BY, now=now)


def publish(event: Event) -> None:
    with db.writing():
        publishing.publish(db.lock(event), by=BY, now=TODAY)


def cancel(event: Event, why: str = "It rains.") -> int:
    with db.writing():
        return publishing.cancel(db.lock(event), why=why, by=BY, now=TODAY)


def mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.kind == f"events.{kind}").order_by(Mail.id)))


def entries(verb: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.verb == verb, Entry.record_kind == "events")))


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
        ("Word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
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
    with pytest.raises(Refused, match="had this address"):
        change(other, slug="the-long-table")
    with pytest.raises(Refused, match="has this address"):
        change(other, slug="supper")


def test_going_back_to_an_old_address_leaves_no_circle(app: Flask, client: Browser) -> None:
    event = create()
    publish(event)
    change(event, slug="supper")
    change(event, slug="the-long-table")
    assert {old.slug for old in db.session.scalars(select(OldSlug))} == {"supper"}
    assert client.get("/events/supper", follow=False).location == "/events/the-long-table"


def test_an_empty_address_is_made_from_the_title_again(app: Flask) -> None:
    event = create()
    change(event, title="Winter Table", slug="")
    assert event.slug == "winter-table"
    assert db.session.scalar(select(OldSlug.slug)) is None, "nobody knew the draft’s address"


def test_a_time_that_clocks_skip_is_refused_with_a_sentence(app: Flask) -> None:
    with pytest.raises(Refused, match=r"Clocks in Chicago are set forward then and skip 02:30") as refused:
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
    with pytest.raises(Refused, match="over already"):
        publish(create(starts_wall=wall("2026-11-01T18:00"), ends_wall=wall("2026-11-01T20:00")))


def test_it_can_be_made_a_draft_again_only_while_nobody_has_booked(app: Flask) -> None:
    event = an_event()
    with db.writing():
        publishing.unpublish(db.lock(event), by=BY, now=TODAY)
    assert event.draft
    publish_again = an_event()
    a_booking(publish_again)
    with pytest.raises(Refused, match="Somebody has booked"), db.writing():
        publishing.unpublish(db.lock(publish_again), by=BY, now=TODAY)


def test_another_time_is_told_to_all_who_come_or_wait(app: Flask) -> None:
    event = an_event(seats=2, place="Pilsen Hall", online_url="https://meet.test/secret")
    ana, bea, gone = a_booking(event, of=2), a_booking(event), a_booking(event)
    with db.writing():
        parties.cancel(gone, by=BY, now=TODAY)
    assert change(event, place="Bridge House") == 2
    first, second = mails("moved")
    assert (first.to_address, second.to_address) == (ana.email, bea.email)
    assert ana.name in first.text
    assert "Bridge House" in first.text
    assert "Join here" in first.text
    assert "Join here" not in second.text, "who waits does not get the link"
    assert event.sequence == 1
    assert first.enclosures
    assert not second.enclosures


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


def test_the_second_of_two_editors_is_told_and_changes_nothing(app: Flask) -> None:
    event = an_event(title="One")
    change(event, title="Two")
    with pytest.raises(Stale):
        change(event, version=1, title="Three")
    assert event.title == "Two"


def test_cancelling_tells_all_with_the_reason_and_closes_their_bookings(app: Flask) -> None:
    event = an_event(seats=1)
    ana, bea = a_booking(event), a_booking(event)
    cancel(event, why="The boiler broke.")
    assert [mail.to_address for mail in mails("called_off")] == [ana.email, bea.email]
    assert all("The boiler broke." in mail.text for mail in mails("called_off"))
    assert (ana.status, ana.cancelled_by) == ("cancelled", "event")
    assert queries.seating(event).taken == 0
    assert mails("seated") == [], "nobody moves up into an event that is cancelled"
    assert entries("cancelled")[0].why == "The boiler broke."


def test_cancelling_twice_tells_nobody_twice(app: Flask) -> None:
    event = an_event()
    a_booking(event)
    assert (cancel(event), cancel(event)) == (1, 0)
    assert len(mails("called_off")) == 1


def test_a_reason_is_needed_and_a_draft_has_nothing_to_cancel(app: Flask) -> None:
    with pytest.raises(Refused, match="Say why"):
        cancel(an_event(), why="")
    with pytest.raises(Refused, match="draft"):
        cancel(a_draft())


def test_hundreds_are_told_within_a_tenth_of_a_second(app: Flask) -> None:
    event = an_event()
    a_crowd(event, of=600)
    began = process_time()
    assert cancel(event) == 600
    assert process_time() - began < 0.25, "0.1 where nothing else runs"


# Pages


def test_the_office_writes_down_publishes_and_edits_an_event(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    page = client.get("/office/events/").follow("Write down an event")
    page = (
        page.form()
        .fill(
            title="The Long Table",
            starts_wall="2026-12-10T18:30",
            ends_wall="2026-12-10T21:00",
            place="Pilsen Hall",
            capacity="48",
        )
        .press("Keep as a draft")
    )
    assert page.h1 == "The Long Table"
    assert "Draft" in page.main
    page = page.form("publish").press("Publish")
    assert "It is public now." in page.text
    assert client.get("/events/the-long-table").status == 200
    page = client.get("/office/events/the-long-table/edit")
    assert page.form()["starts_wall"] == "2026-12-10T18:30"
    page = page.form().fill(place="Bridge House").press("Save")
    assert "Saved." in page.text
    assert "Bridge House" in page.main


def test_undo_makes_it_a_draft_again(app: Flask, client: Browser) -> None:
    event = a_draft(place="Pilsen Hall")
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}").form("publish").press()
    page = page.form("unpublish").press("Make it a draft again")
    assert "It is a draft again" in page.text


def test_what_was_typed_stays_when_something_is_wrong(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    page = client.get("/office/events/new")
    page = page.form().fill(
        title="", starts_wall="soon", ends_wall="0001-01-01T00:00", capacity="many",
        map_url="javascript:alert(1)",
        slug="No Such", story="Kept",
    ).press()  # fmt: skip
    assert page.status == 422
    assert set(page.errors) - {""} == {"title", "starts_wall", "ends_wall", "capacity", "map_url", "slug"}
    assert page.form()["story"] == "Kept"
    assert page.form()["capacity"] == "many"


def test_a_skipped_time_is_said_beside_its_field(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    page = client.get("/office/events/new").form()
    page = page.fill(title="Early", starts_wall="2027-03-14T02:30", ends_wall="2027-03-14T05:00").press()
    assert page.status == 422
    assert "set forward" in page.errors["starts_wall"]


def test_a_stale_form_shows_both_versions_and_loses_neither(app: Flask, client: Browser) -> None:
    event = an_event(title="One", place="Pilsen Hall")
    sign_in(client, "events")
    form = client.get(f"/office/events/{event.slug}/edit").form()
    change(event, title="Theirs")
    page = form.fill(title="Mine").press("Save")
    assert page.status == 422
    assert "Somebody else saved this meanwhile" in page.text
    table = " ".join(page.all("table.compare"))
    assert "Theirs" in table
    assert "Mine" in table
    assert "Pilsen Hall" not in table, "only what differs"
    assert page.form()["title"] == "Mine"
    page = page.form().press("Save")
    assert page.h1 == "Mine"


def test_cancelling_is_asked_once_with_its_consequence(app: Flask, client: Browser) -> None:
    event = an_event()
    a_booking(event)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}").follow("Cancel the event")
    assert "One party is told by mail" in page.main
    assert page.form().press().status == 422
    page = page.form().fill(why="The boiler broke.").press()
    assert "One party is told by mail." in page.text
    assert "The boiler broke." in page.main


def test_the_lead_of_one_event_finds_hers_and_no_other(app: Flask, client: Browser) -> None:
    hers, other = an_event(title="Hers"), an_event(title="Other")
    account = an_account()
    a_lead(hers, account.person)
    sign_in(client, account=account)
    page = client.get("/office/events/")
    assert "Hers" in page.main
    assert "Other" not in page.main
    assert client.get(f"/office/events/{hers.slug}/edit").status == 200
    assert client.get(f"/office/events/{other.slug}").status == 404
    assert client.post(f"/office/events/{other.slug}/cancel", why="x").status == 404
    assert client.get("/office/events/new").status == 403


def test_a_greeter_reads_and_changes_nothing(app: Flask, client: Browser) -> None:
    event = an_event()
    rsvp = a_booking(event, arrival="meet_me")
    account = an_account()
    a_lead(event, account.person, role="greeter")
    sign_in(client, account=account)
    page = client.get(f"/office/events/{event.slug}")
    assert rsvp.name in page.main
    assert "Meet me at the door" in page.main
    assert rsvp.email not in page.html
    assert not page.has_form("publish")
    for address in ("edit", "message", "staff", "bookings.csv", f"bookings/{rsvp.public_id}"):
        assert client.get(f"/office/events/{event.slug}/{address}").status == 403
    assert client.get(f"/office/events/{event.slug}/bookings/print").status == 200


def test_the_list_takes_as_many_statements_for_fifty_as_for_one(app: Flask, client: Browser) -> None:
    sign_in(client, "events")
    a_booking(an_event())
    one = statements_of(lambda: client.get("/office/events/"))
    for _ in range(12):
        a_booking(an_event())
    assert statements_of(lambda: client.get("/office/events/")) == one
