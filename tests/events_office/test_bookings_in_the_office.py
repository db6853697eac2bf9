"""Bookings and staff of an event on the pages of the office."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.events_office.rules import bookings
from chapter.mail.models import Mail
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_account, an_event, sign_in
from tests.statement_count import statements_of

BY = Actor("command", name="test")


def change(rsvp: Rsvp, **more: Any) -> None:
    with db.writing():
        changed = replace(bookings.details_of(rsvp), **more)
        bookings.change(rsvp, changed, by=BY, now=TODAY)


def mails_to(address: str) -> list[str]:
    return list(db.session.scalars(select(Mail.kind).where(Mail.to_address == address).order_by(Mail.id)))


def address_of(event: Event, rsvp: Rsvp, act: str = "") -> str:
    return f"/office/events/{event.slug}/bookings/{rsvp.public_id}{act}"


def test_add_change_and_take_off_a_party_in_the_office(app: Flask, client: Browser) -> None:
    event = an_event(seats=4)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}").follow("Add booking")
    page = page.form().fill(name="Ana Ruiz", email="ana@example.test", party_size="2").press()
    assert page.h1 == "Ana Ruiz"
    assert "Ana Ruiz has two seats. We sent an email to say so." in page.text
    page = page.follow("Edit").form().fill(party_size="3", dietary="Vegan").press("Save")
    assert "Party of three" in page.main
    assert "Vegan" in page.main
    page = page.follow("Cancel booking")
    assert "Cancel this booking and free three seats;" in page.main
    page = page.form().fill(why="She rang.").press("Cancel booking")
    assert "Ana Ruiz’s booking is canceled" in page.text
    page = page.form("restore").press("Undo")
    assert "Ana Ruiz has three seats" in page.text


def test_undo_is_offered_only_while_there_is_room(app: Flask, client: Browser) -> None:
    event = an_event(seats=1)
    ana, _ = a_booking(event), a_booking(event)
    sign_in(client, "events")
    page = client.get(address_of(event, ana, "/cancel"))
    assert "for the next party on the waitlist that fits" in page.main
    page = page.form().fill(why="She rang.").press("Cancel booking")
    assert not page.has_form("restore")
    page = client.get(address_of(event, ana))
    assert "to the end of the waitlist" in page.main
    assert "is on the waitlist" in page.form("restore").press("Restore booking").text


def test_a_stale_booking_shows_both_versions(app: Flask, client: Browser) -> None:
    event = an_event()
    rsvp = a_booking(event, of=2)
    sign_in(client, "events")
    form = client.get(address_of(event, rsvp, "/edit")).form()
    change(rsvp, dietary="Theirs")
    page = form.fill(dietary="Mine").press("Save")
    assert page.status == 422
    assert "Theirs" in " ".join(page.all("table.compare"))
    assert page.form()["dietary"] == "Mine"
    page.form().press("Save")
    assert rsvp.dietary == "Mine"


def test_the_link_is_sent_again(app: Flask, client: Browser) -> None:
    event = an_event()
    rsvp = a_booking(event)
    sign_in(client, "events")
    page = client.get(address_of(event, rsvp)).form("resend").press()
    assert f"We sent the link to {rsvp.email}." in page.text
    assert mails_to(rsvp.email) == ["events.confirmed", "events.found"]


def test_a_booking_of_another_event_is_not_found_here(app: Flask, client: Browser) -> None:
    event, other = an_event(), an_event()
    rsvp = a_booking(other)
    sign_in(client, "events")
    assert client.get(address_of(event, rsvp)).status == 404
    assert client.post(address_of(event, rsvp, "/cancel"), why="x").status == 404
    assert rsvp.going


def test_the_list_is_searched_and_narrowed(app: Flask, client: Browser) -> None:
    event = an_event()
    a_booking(event, name="Renée Ortiz", email="renee@example.test", arrival="buddy")
    a_booking(event, name="Percent % Sign", dietary="Halal")
    sign_in(client, "events")
    at = f"/office/events/{event.slug}"
    assert client.get(f"{at}?q=RENEE").all("tbody th") == ["Renée Ortiz"]
    assert client.get(f"{at}?q=renee@").all("tbody th") == ["Renée Ortiz"]
    assert client.get(f"{at}?q=%25").all("tbody th") == ["Percent % Sign"]
    assert client.get(f"{at}?arrival=buddy").all("tbody th") == ["Renée Ortiz"]
    assert client.get(f"{at}?needs=y").all("tbody th") == ["Percent % Sign"]
    assert "No bookings match" in client.get(f"{at}?q=nobody").main
    assert client.get(f"{at}?arrival=by_boat&page=-1&status=odd").status == 422


def test_long_lists_come_in_pages_of_fifty_at_the_same_cost(app: Flask, client: Browser) -> None:
    event = an_event(seats=1)
    a_booking(event)
    a_booking(event)
    sign_in(client, "events")
    at = f"/office/events/{event.slug}?status=waitlisted"
    one = statements_of(lambda: client.get(at))
    for _ in range(51):
        a_booking(event)
    assert statements_of(lambda: client.get(at)) == one
    assert len(client.get(at).all("tbody th")) == 50
    second = client.get(at).follow("Next")
    assert second.all("tbody td[data-label=Place]") == ["51", "52"]


def test_what_happened_is_told_in_sentences(app: Flask, client: Browser) -> None:
    event = an_event(seats=2)
    rsvp = a_booking(event, name="Ana Ruiz", of=2)
    director = sign_in(client, "director")
    client.get(address_of(event, rsvp, "/cancel")).form().fill(why="She rang.").press()
    page = client.get(f"/office/events/{event.slug}/history")
    assert f"{director.name} canceled the booking of Ana Ruiz. She rang." in page.main
    assert "Ana Ruiz booked, party of two." in page.main


def test_what_a_rule_did_is_told_in_sentences_by_time(app: Flask, client: Browser) -> None:
    event, late = an_event(seats=2), TODAY + timedelta(hours=9)
    a_booking(event, name="Ana Ruiz")
    with db.writing():
        audit.record("thanked", event, by=audit.Actor("rule", name="reminders"), now=late)
        audit.record("reminded", event, by=audit.Actor("rule", name="reminders"), now=TODAY)
    sign_in(client, "director")
    said = client.get(f"/office/events/{event.slug}/history").main
    thanked = said.index("Chapter (automatic: reminders) thanked everyone who came to this event.")
    assert thanked < said.index("Chapter (automatic: reminders) reminded the guests of this event.")


def test_staff_are_named_and_ended_with_undo(app: Flask, client: Browser) -> None:
    event, account = an_event(), an_account()
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/staff")
    page = page.form("staff").fill(email="who@example.test").press("Add")
    assert page.status == 422
    assert "Nobody signs in" in page.errors["email"]
    page = page.form("staff").fill(email=account.email, post="greeter").press("Add")
    assert account.person.name in page.main
    page = page.form("/end").press()
    assert "is no longer a greeter of this event" in page.text
    page = page.form("/resume").press("Undo")
    assert "is a greeter of this event again" in page.text
