"""The office's first screen, and mails that did not arrive."""

from datetime import date, timedelta

import pytest
from flask import Flask

from chapter import db
from chapter.applications.rules import welcome_mails
from chapter.hours.rules import entries
from chapter.hours.rules.entries import EntryInput
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from tests.browser import Browser
from tests.factories import (
    GUEST,
    TODAY,
    a_beat,
    a_booking,
    a_draft,
    a_lead,
    a_person,
    a_writing,
    an_account,
    an_event,
    sign_in,
)
from tests.giving.drives import a_drive, paid_by_card, some_back
from tests.membership.members import a_level, a_member
from tests.shifts.shifts import a_shift, an_opportunity, helped, wall
from tests.statement_count import statements_of


@pytest.fixture(autouse=True)
def a_worker_runs(app: Flask) -> None:
    """The background program runs on a usual day; what Today says when it doesn't: test_pulse.py."""
    a_beat()


def a_failed_mail(to: str = "Ana Ruiz") -> Mail:
    with db.writing():
        letter = Letter("events.confirmed", "Your seats", "Dear you")
        row = mail.queue(letter, to=(to, "ana@example.test"), now=TODAY)
        row.failed_at, row.failure = TODAY, "550 No such user"
    return row


def test_a_quiet_day_says_so(app: Flask, client: Browser) -> None:
    sign_in(client, "director")
    page = client.get("/office/")
    assert page.h1 == "Nothing needs your attention."
    assert "Monday, November 23" in page.main
    assert "No upcoming events" in page.main


def test_the_next_events_stand_there_with_seats_and_line(app: Flask, client: Browser) -> None:
    event = an_event(title="Long Table", seats=2)
    a_booking(event, of=2)
    a_booking(event)
    an_event(title="Later", starts_at=TODAY + timedelta(days=30))
    sign_in(client, "events")
    page = client.get("/office/")
    assert page.all("section ol h3") == ["Long Table", "Later"]
    assert "2 of 2 seats" in page.main
    assert "One party waiting" in page.main


@pytest.mark.parametrize("role", ["comms", "treasurer", "volunteers"])
def test_nobody_is_told_that_none_came_back_while_some_did_that_she_may_not_read(
    app: Flask, client: Browser, role: str
) -> None:
    with db.writing():
        mail.queue(
            Letter("events.reminder", "Tomorrow", "Dear you"), to=("Bo", "bo@example.test"), now=TODAY
        ).sent_at = TODAY
    sign_in(client, role)
    assert "none bounced" in client.get("/office/").main
    assert "All emails were delivered" in client.get("/office/mails/").main
    a_failed_mail()
    assert "none bounced" not in client.get("/office/").main
    page = client.get("/office/mails/").main
    assert "All emails were delivered" not in page
    assert "No failed emails that you can read" in page


def test_shifts_and_events_come_next_in_one_order_of_time(app: Flask, client: Browser) -> None:
    an_event(title="Long Table", starts_at=TODAY + timedelta(days=2))
    a_shift(an_opportunity(title="Coat drive"), at=(TODAY + timedelta(days=1)).replace(tzinfo=None))
    an_event(title="Soup", starts_at=TODAY + timedelta(hours=5))
    sign_in(client, "director")
    assert client.get("/office/").all("section ol h3") == ["Soup", "Coat drive", "Long Table"]


def test_a_failed_mail_is_shown_with_its_reason_and_sent_again(app: Flask, client: Browser) -> None:
    failed = a_failed_mail()
    sign_in(client, "events")
    page = client.get("/office/")
    assert page.h1 == "One thing needs your attention."
    assert "Email to Ana Ruiz not delivered" in page.main
    assert "550 No such user" in page.main
    page = page.form("again").press("Send again")
    assert "Sending it again to Ana Ruiz" in page.text
    assert failed.failed_at is None
    assert page.h1 == "Emails not delivered"


def test_a_mail_that_left_meanwhile_is_not_sent_twice(app: Flask, client: Browser) -> None:
    failed = a_failed_mail()
    sign_in(client, "events")
    form = client.get("/office/").form("again")
    with db.writing():
        failed.failed_at, failed.sent_at = None, TODAY
    assert "was sent in the meantime" in form.press().text


def test_many_failed_mails_are_counted_and_stand_on_pages(app: Flask, client: Browser) -> None:
    for number in range(52):
        a_failed_mail(f"Guest {number}")
    sign_in(client, "events")
    page = client.get("/office/")
    assert page.h1 == "52 things need your attention."
    page = page.follow("Open")
    assert len(page.all(".decision")) == 50
    assert len(page.follow("Next").all(".decision")) == 2


def test_a_draft_that_begins_soon_waits_to_be_published(app: Flask, client: Browser) -> None:
    a_draft(title="Almost")
    a_draft(title="Far", starts_at=TODAY + timedelta(days=60))
    sign_in(client, "events")
    page = client.get("/office/")
    assert "Almost is still a draft" in page.main
    assert "Far" not in page.main


def test_what_changed_today_names_who_and_why(app: Flask, client: Browser) -> None:
    event = an_event(title="Long Table")
    rsvp = a_booking(event, name="Bea Osei")
    sign_in(client, "director")
    page = client.get(f"/office/events/{event.slug}/bookings/{rsvp.public_id}/cancel")
    page.form().fill(why="She rang.").press()
    page = client.get("/office/")
    assert "canceled the booking of Bea Osei, Long Table" in page.main
    assert "She rang." in page.main


def test_yesterdays_changes_are_not_todays(app: Flask, client: Browser) -> None:
    event = an_event(title="Long Table")
    a_booking(event, name="Bea Osei", now=TODAY - timedelta(days=1))
    sign_in(client, "director")
    assert "Bea Osei" not in client.get("/office/").main


def test_the_lead_of_one_event_sees_hers_and_no_mails_or_log(app: Flask, client: Browser) -> None:
    hers = an_event(title="Hers")
    an_event(title="Other")
    a_failed_mail()
    account = an_account()
    a_lead(hers, account.person)
    sign_in(client, account=account)
    page = client.get("/office/")
    assert page.h1 == "Nothing needs your attention."
    assert "Hers" in page.main
    assert "Other" not in page.main
    assert "Activity today" not in page.main
    assert client.get("/office/mails/").status == 403


def test_the_treasurer_sees_the_day_but_no_event_that_is_not_hers(app: Flask, client: Browser) -> None:
    an_event(title="Long Table")
    sign_in(client, "treasurer")
    page = client.get("/office/")
    assert page.status == 200
    assert "Long Table" not in page.main


def test_members_do_not_get_in(app: Flask, client: Browser) -> None:
    sign_in(client, "member")
    assert client.get("/office/").status == 403


def test_it_takes_as_many_statements_for_many_events_as_for_few(app: Flask, client: Browser) -> None:
    a_booking(an_event())
    sign_in(client, "director")
    few = statements_of(lambda: client.get("/office/"))
    for _ in range(8):
        a_booking(an_event())
    assert statements_of(lambda: client.get("/office/")) == few


@pytest.mark.parametrize("role", ["treasurer", "director"])
def test_a_disputed_gift_waits_for_those_who_answer_for_money(app: Flask, client: Browser, role: str) -> None:
    gift = paid_by_card(a_drive(wall_held=False))
    some_back(gift, 51_44, disputed=True)
    sign_in(client, role)
    page = client.get("/office/")
    assert page.h1 == "One thing needs your attention."
    assert "$51.44 from Ana Lopez is disputed by the bank" in page.main
    assert page.follow("View gift").h1 == "$51.44"


def test_many_disputed_gifts_are_counted_and_listed(app: Flask, client: Browser) -> None:
    drive = a_drive(wall_held=False)
    for number in range(5):
        some_back(paid_by_card(drive, name=f"Giver {number}"), 51_44, disputed=True)
    sign_in(client, "treasurer")
    page = client.get("/office/")
    assert page.h1 == "Five things need your attention."
    assert "2 more gifts are disputed" in page.main
    assert len(page.follow("View gifts").all(".table tbody th")) == 5


def test_a_dispute_is_not_shown_to_those_who_may_not_see_gifts(app: Flask, client: Browser) -> None:
    some_back(paid_by_card(a_drive()), 51_44, disputed=True)
    sign_in(client, "comms")
    assert "disputes" not in client.get("/office/").main


def test_volunteer_leads_see_short_shifts_and_hours_to_approve(app: Flask, client: Browser) -> None:
    coats = an_opportunity(title="Coat drive")
    a_shift(coats, at=wall("2026-11-28T09:00"), of=3, minimum=2)
    a_shift(coats, at=wall("2026-12-28T09:00"), of=3, minimum=2)
    helped(coats, volunteer := a_person("Ana Ruiz"))
    with a_writing():
        stretch = EntryInput(date(2026, 11, 16), 90)
        entries.log(volunteer, coats, stretch, nonce="once", lead=False, by=volunteer.actor, now=TODAY)
    sign_in(client, "volunteers")
    page = client.get("/office/")
    assert page.h1 == "Two things need your attention."
    assert "One shift is short of people" in page.main
    assert "First: Coat drive, Saturday, November 28, 9 a.m. to noon." in page.main
    assert "One entry of hours is waiting for approval" in page.main
    assert "0 of 3 spots" in page.main
    assert page.follow("Find people").status == 200
    assert client.get("/office/").follow("Approve hours").status == 200


def test_the_treasurer_sees_which_drives_are_on(app: Flask, client: Browser) -> None:
    sign_in(client, "treasurer")
    page = client.get("/office/")
    assert "No drive is open" in page.main
    assert "No upcoming events" not in page.main
    a_drive(title="Winter coats")
    a_drive(title="Unseen", slug="unseen", seen=False)
    page = client.get("/office/")
    assert page.all("section ol h3") == ["Winter coats"]
    assert "Ends on Wednesday, December 23" in page.main
    assert "$0 of $32,000" in page.main


def test_communications_sees_who_is_written_to_next(app: Flask, client: Browser) -> None:
    sign_in(client, "comms")
    assert "No welcome emails coming up" in client.get("/office/").main
    a_member(a_level("Friend"), person=a_person("Bea Osei"))
    with a_writing():
        welcome_mails.write_welcome(
            days=5, subject="Three people to say hello to", text="Hello!", by=GUEST, now=TODAY
        )
    page = client.get("/office/")
    assert "Welcome email: Three people to say hello to" in page.main
    assert "To Bea Osei, within a week" in page.main


@pytest.mark.parametrize("role", ["volunteers", "treasurer", "comms", "events", "director"])
def test_nobody_of_the_staff_is_told_that_nothing_comes_when_she_does_not_see_events(
    app: Flask, client: Browser, role: str
) -> None:
    sign_in(client, role)
    page = client.get("/office/").main
    assert ("No upcoming events" in page) == (role in {"events", "director"})
