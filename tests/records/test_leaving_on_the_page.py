"""The office notes on somebody's page that she died, is suspended, or resigned, and takes it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.events.models import EventStaff
from chapter.people.rules import tasks
from chapter.shifts.models import GONE, Opportunity, Signup
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import (
    TODAY,
    a_lead,
    a_person,
    a_writing,
    an_account,
    an_event,
    sign_in,
)
from tests.records.departures import ana, books, note
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

pytestmark = pytest.mark.usefixtures("app")


def test_the_page_notes_it_says_it_on_top_and_gives_nothing_back_silently(
    client: Browser, clock: MovableClock
) -> None:
    person = ana()
    seat, signup = books(an_event("Supper"), person), takes(a_shift(), person)
    director = sign_in(client, "director")
    with a_writing():
        tasks.assign(person, director, "Ring her", due_on=None, by=director, now=TODAY)
    assert "Ring her" in client.get("/office/").text
    address = f"/office/people/{person.public_id}"

    form = client.get(address).form("/leave")
    page = form.fill(kind="deceased", died_on="2026-11-20", why="Told by her daughter").press()

    assert "Released: one seat, one shift, one task." in page.text
    assert "Died on November 20, 2026." in page.main
    assert page.main.index("Died on") < page.main.index("Roles")
    assert "Ring her" not in client.get("/office/").text
    page = client.get(address).form("/take-back").press()
    for row in (seat, signup):
        db.session.refresh(row)
    assert (seat.status, signup.status) == ("cancelled", GONE)
    later = client.get(address).main
    for said in (page.main, later):
        assert "These stay released: one seat, one shift, one task." in said
        assert "Died on" not in said.replace("Undone", "")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("deceased", "Has died. Noted on November 23, 2026."),
        ("suspended", "Suspended since November 23, 2026."),
        ("resigned", "Resigned on November 23, 2026."),
    ],
)
def test_her_page_says_at_the_top_what_became_of_her(client: Browser, kind: str, said: str) -> None:
    person = ana()
    note(person, kind)
    sign_in(client, "treasurer")
    page = client.get(f"/office/people/{person.public_id}")
    assert said in page.main
    assert not page.has_form("/take-back"), "a managing director alone takes it back"


def test_a_guest_can_neither_resign_nor_be_suspended(client: Browser) -> None:
    person = ana(member=False)
    sign_in(client, "director")
    address = f"/office/people/{person.public_id}/leave"
    refused = client.post(address, kind="suspended", why="x")
    assert refused.status == 422
    assert refused.errors["kind"]


def test_a_reason_is_asked_for_and_what_was_typed_is_kept(client: Browser) -> None:
    person = ana()
    sign_in(client, "director")
    form = client.get(f"/office/people/{person.public_id}").form("/leave")
    refused = form.fill(kind="deceased", died_on="2026-11-20").press()
    assert refused.status == 422
    assert refused.errors["why"]
    assert refused.form("/leave")["died_on"] == "2026-11-20"


def test_letting_go_of_much_is_a_short_press(client: Browser) -> None:
    an_account("events")
    an_account("volunteers")
    person = ana()
    an_account("events", "comms", person=person)
    for week in range(8):
        at = TODAY + timedelta(days=3, weeks=week)
        event = an_event(starts_at=at)
        books(event, person)
        a_lead(event, person)
        takes(a_shift(at=SATURDAY + timedelta(weeks=week)), person)
        an_opportunity(lead_id=person.id, published=False)
    sign_in(client, "director")

    client.get(f"/office/people/{person.public_id}").form("/leave").fill(kind="deceased", why="x").press()

    live = select(Signup).where(Signup.person_id == person.id, Signup.cancelled_at.is_(None))
    assert db.first(live) is None
    assert db.first(select(EventStaff).where(EventStaff.ended_at.is_(None))) is None
    assert db.first(select(Opportunity).where(Opportunity.lead_id.is_not(None))) is None


def test_the_log_says_of_each_what_it_was_and_by_whom() -> None:
    person, director = ana(), a_person("Dana Director")
    signups = [takes(a_shift(at=SATURDAY + timedelta(weeks=week)), person) for week in range(3)]
    full = a_shift(at=SATURDAY + timedelta(weeks=4))
    takes(full)
    waits = takes(full, person)

    note(person, "suspended", by=director)

    entries = db.session.scalars(select(Entry).where(Entry.verb == "freed").order_by(Entry.record_id)).all()
    assert [one.record_id for one in entries] == [one.id for one in (*signups, waits)]
    assert {one.actor_person_id for one in entries} == {director.id}
    assert {one.why for one in entries} == {"This person is suspended."}
    before = [one.values.before["status"] for one in entries if one.values]
    assert before == ["confirmed", "confirmed", "confirmed", "backup"]
